import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { discardQuarantined, fetchQuarantine, type QuarantinePage as Page } from '../api/client.ts';
import { lookAgainMs } from '../live/look-again.ts';
import { Notice } from '../parts/notice.tsx';
import { formatCount } from '../view/format.ts';
import { type Attempt, attempt } from './attempt.ts';
import { Delivery } from './delivery.tsx';
import { type RetryProgress, retryAll, retryOne } from './retry-all.ts';

const route = getRouteApi('/quarantine');

const stateWords = { held: 'Held', recorded: 'Recorded after all', discarded: 'Thrown away' } as const;

function RetrySummary({ progress, running }: { progress: RetryProgress; running: boolean }) {
  const { of, recorded, held, failed } = progress;
  const tried = recorded + held + failed;
  const howFar = `${formatCount(tried)} of ${formatCount(of)}`;
  const ended = tried === of ? `All ${formatCount(of)} tried` : `Stopped after ${howFar}`;
  return (
    <div className="progress">
      <progress aria-label="Deliveries tried again" max={Math.max(of, 1)} value={tried} />
      <span role="status">
        {running ? howFar : ended}: {formatCount(recorded)} read and recorded, {formatCount(held)} still held
        {failed === 0 ? '' : `, ${formatCount(failed)} could not be tried`}
      </span>
    </div>
  );
}

/** What was signed but could not be read. Nothing leaves it unseen. */
export function QuarantinePage() {
  const { state = 'held', ...view } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const [attempts, setAttempts] = useState<ReadonlyMap<string, Attempt>>(new Map());
  const [progress, setProgress] = useState<RetryProgress | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const running = useRef<AbortController | null>(null);
  // Nothing goes on that cannot be seen and stopped.
  useEffect(() => () => running.current?.abort(), []);

  const query = useInfiniteQuery({
    queryKey: ['quarantine', state],
    queryFn: ({ pageParam, signal }) => fetchQuarantine({ state, limit: '50', after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }: Page) => next ?? undefined,
    // No stream tells of them. While results are read nothing goes away from under them.
    refetchInterval: attempts.size === 0 && lookAgainMs,
    refetchOnWindowFocus: attempts.size === 0,
    refetchOnReconnect: attempts.size === 0,
  });
  const deliveries = query.data?.pages.flatMap(({ items }) => items) ?? [];

  function note(id: string, result: Attempt): void {
    setAttempts((before) => new Map(before).set(id, result));
  }

  async function run(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const controller = new AbortController();
    running.current = controller;
    setBusy(true);
    setFailure(null);
    try {
      await work(controller.signal);
    } catch (error) {
      // Where it was called off, what is done is done and stands there.
      if (!controller.signal.aborted) setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      running.current = null;
      setBusy(false);
      void client.invalidateQueries({ queryKey: ['summary'] });
    }
  }

  const tryOne = (id: string) => run(async (signal) => note(id, await retryOne(id, signal)));
  const throwAway = (id: string) =>
    run(async (signal) => note(id, await attempt(() => discardQuarantined(id, signal), signal)));
  const tryAll = () =>
    run((signal) =>
      retryAll(signal, (now, id, result) => {
        setProgress(now);
        if (id !== null && result !== null) note(id, result);
      }),
    );

  function look(next: keyof typeof stateWords): void {
    running.current?.abort();
    setAttempts(new Map());
    setProgress(null);
    void client.invalidateQueries({ queryKey: ['quarantine'] });
    void navigate({ to: '/quarantine', search: next === 'held' ? view : { ...view, state: next } });
  }

  return (
    <>
      <Link to="/" search={view} className="back">
        ← All messages
      </Link>
      <div className="page-head">
        <h1>Quarantine</h1>
        {state === 'held' && deliveries.length > 0 ? (
          <button type="button" className="action" onClick={() => (busy ? running.current?.abort() : void tryAll())}>
            {busy ? 'Stop' : 'Try all again'}
          </button>
        ) : null}
      </div>
      <p className="note">
        Signed by SignalWire, yet no callback that could be read. It was answered 200, as sending it again would not
        help, and is kept as it came. After an update that reads more, try again; what tells you nothing, throw away.
      </p>
      <fieldset className="segments">
        <legend className="unseen">What became of them</legend>
        {(Object.keys(stateWords) as (keyof typeof stateWords)[]).map((each) => (
          <label key={each} className="segment">
            <input type="radio" name="state" className="unseen" checked={each === state} onChange={() => look(each)} />
            {stateWords[each]}
          </label>
        ))}
      </fieldset>
      {progress === null ? null : <RetrySummary progress={progress} running={busy} />}
      {failure === null ? null : (
        <Notice alert title="Not all of them could be tried.">
          {failure} Try again in a moment.
        </Notice>
      )}
      {query.isPending ? <Notice title="Loading what is in quarantine…" /> : null}
      {query.isError ? (
        <Notice alert title={deliveries.length === 0 ? 'The quarantine could not be loaded.' : 'This list is old.'}>
          {query.error.message}{' '}
          <button type="button" className="link" onClick={() => void query.refetch()}>
            Try again
          </button>
        </Notice>
      ) : null}
      {query.isSuccess && deliveries.length === 0 ? (
        <Notice title={state === 'held' ? 'Nothing is held here.' : 'There is none.'}>
          {state === 'held'
            ? 'Every callback that was signed could be read, or was recorded since.'
            : 'Nothing in quarantine came to that.'}
        </Notice>
      ) : null}
      <ol className="deliveries">
        {deliveries.map((delivery) => (
          <Delivery
            key={delivery.id}
            delivery={delivery}
            attempt={attempts.get(delivery.id)}
            busy={busy}
            onRetry={() => void tryOne(delivery.id)}
            onDiscard={() => void throwAway(delivery.id)}
          />
        ))}
      </ol>
      {query.hasNextPage ? (
        <button
          type="button"
          className="quiet"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show more
        </button>
      ) : null}
    </>
  );
}
