import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { fetchReconciler, type ReconcilerState, type Summary } from '../api/client.ts';
import { lookAgainMs } from '../live/look-again.ts';
import { stillWhile } from '../live/pause.ts';
import { formatCount, formatDuration } from '../view/format.ts';
import type { View } from '../view/view.ts';
import { rejectionWord } from '../view/words.ts';

/** The time, moving on by itself; while paused, that of the pause: nothing is known of what came since. */
function useNow(everyMs: number, pausedAt: number | null): number {
  const [now, setNow] = useState(() => pausedAt ?? Date.now());
  useEffect(() => {
    if (pausedAt !== null) return;
    setNow(Date.now());
    const timer = window.setInterval(() => setNow(Date.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs, pausedAt]);
  return now;
}

function Item({ term, children, note, wide }: { term: string; children: ReactNode; note?: ReactNode; wide?: boolean }) {
  return (
    <div className={wide ? 'health-wide' : undefined}>
      <dt>{term}</dt>
      <dd>
        {children}
        {note === undefined ? null : <span className="turn">{note}</span>}
      </dd>
    </div>
  );
}

function useReconciler(paused: boolean): ReconcilerState | 'unknown' | undefined {
  const { data, isError } = useQuery({
    queryKey: ['reconciler'],
    queryFn: ({ signal }) => fetchReconciler(signal),
    // Nothing announces what the reconciler does when it finds nothing new.
    refetchInterval: !paused && lookAgainMs,
    refetchOnWindowFocus: !paused,
    ...stillWhile(paused),
  });
  return isError ? 'unknown' : data;
}

function Reconciler({ state }: { state: ReconcilerState | 'unknown' | undefined }) {
  if (state === undefined || state === 'unknown') {
    return (
      <Item term="Reconciler" wide note="looks for lost callbacks">
        {state === undefined ? '…' : 'not known: the service does not answer'}
      </Item>
    );
  }
  if (state.state === 'off') {
    return (
      <Item
        term="Reconciler"
        wide
        note="nobody looks for lost callbacks: that takes credentials for SignalWire’s REST API"
      >
        off
      </Item>
    );
  }
  const { lagMs, checked, gone, failed } = state.counts;
  const counts = `${formatCount(checked)} checked, ${formatCount(gone)} unknown to SignalWire, ${formatCount(failed)} failed`;
  return (
    <Item term="Reconciler" wide note={`since it was started: ${counts}`}>
      {state.state}, lag {formatDuration(lagMs)}
    </Item>
  );
}

function Rejected({ tallies }: { tallies: Summary['tallies'] }) {
  const rejections = Object.entries(tallies)
    .filter(([name]) => name.startsWith('rejected.'))
    .toSorted(([, a], [, b]) => b - a);
  const rejected = rejections.reduce((sum, [, amount]) => sum + amount, 0);
  return (
    <Item
      term="Turned away"
      wide
      note={
        rejections.length === 0
          ? 'every request was signed as it should be'
          : rejections.map(([name, amount]) => (
              <span key={name} className="reason">
                {rejectionWord(name)} <b>{formatCount(amount)}</b>
              </span>
            ))
      }
    >
      {formatCount(rejected)}
    </Item>
  );
}

/** Whether the service itself gets what it should, and what came of it. */
export function PipelineHealth({ summary, view, pausedAt }: { summary: Summary; view: View; pausedAt: number | null }) {
  const now = useNow(1_000, pausedAt);
  const reconciler = useReconciler(pausedAt !== null);
  const { lastCallbackAt, recentCallbacks, recentMinutes, tallies, quarantined, dueSince } = summary;
  return (
    <section aria-labelledby="health" className="panel panel-beside">
      <h2 id="health">Health of the pipeline</h2>
      <dl className="health">
        <Item term="Last callback" note="of the project chosen, or of all">
          {lastCallbackAt === null
            ? 'none yet'
            : `${formatDuration(Math.max(0, now - Date.parse(lastCallbackAt)))} ago`}
        </Item>
        <Item term="Callbacks a minute" note={`over the last ${recentMinutes} minutes`}>
          {(recentCallbacks / recentMinutes).toFixed(1)}
        </Item>
        <Item term="Repeated" note="the same fact, delivered again">
          {formatCount(summary.repeats)}
        </Item>
        <Item term="Out of order" note="a status after one that follows it">
          {formatCount(summary.late)}
        </Item>
        <Item term="Contradictory" note="two endings, not settled">
          {formatCount(summary.conflicted)}
        </Item>
        <Item term="Missed and healed" note="told by REST, never by a callback">
          {formatCount(summary.healed)}
        </Item>
        <Item
          term="In quarantine"
          note={
            <>
              signed, but not readable; all projects.{' '}
              <Link to="/quarantine" search={view}>
                Look at them
              </Link>
            </>
          }
        >
          {formatCount(quarantined)}
        </Item>
        <Item
          term="Checks due"
          note={
            dueSince === null
              ? 'with SignalWire; all projects'
              : `with SignalWire, the oldest for ${formatDuration(Math.max(0, now - Date.parse(dueSince)))}`
          }
        >
          {formatCount(summary.due)}
        </Item>
        <Reconciler state={reconciler} />
        <Rejected tallies={tallies} />
      </dl>
    </section>
  );
}
