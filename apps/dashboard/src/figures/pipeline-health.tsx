import { type ReactNode, useEffect, useState } from 'react';
import type { Summary } from '../api/client.ts';
import { formatCount, formatDuration } from '../view/format.ts';
import { rejectionWord } from '../view/words.ts';

/** The time, moving on by itself. */
function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return now;
}

function Item({ term, children, note }: { term: string; children: ReactNode; note?: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        {children}
        {note === undefined ? null : <span className="turn">{note}</span>}
      </dd>
    </div>
  );
}

/** Whether the service itself gets what it should, and what came of it. */
export function PipelineHealth({ summary }: { summary: Summary }) {
  const now = useNow(1_000);
  const { lastCallbackAt, recentCallbacks, recentMinutes, tallies, quarantined, dueSince } = summary;
  const rejections = Object.entries(tallies).filter(([name]) => name.startsWith('rejected.'));
  const rejected = rejections.reduce((sum, [, amount]) => sum + amount, 0);
  const reasons = rejections.map(([name, amount]) => `${rejectionWord(name)} ${formatCount(amount)}`).join(', ');
  return (
    <section aria-labelledby="health" className="panel panel-fixed">
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
        <Item term="Turned away" note={reasons === '' ? 'nothing that was not signed' : reasons}>
          {formatCount(rejected)}
        </Item>
        <Item term="In quarantine" note="signed, but not readable; all projects">
          {formatCount(quarantined)}
        </Item>
        <Item term="Checks due" note="with SignalWire; all projects">
          {formatCount(summary.due)}
          {dueSince === null ? '' : `, oldest ${formatDuration(Math.max(0, now - Date.parse(dueSince)))}`}
        </Item>
      </dl>
    </section>
  );
}
