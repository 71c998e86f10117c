import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { fetchSummary } from './api/client.ts';
import { Breakdown } from './figures/breakdown.tsx';
import { Durations } from './figures/durations.tsx';
import { FailureReasons } from './figures/failure-reasons.tsx';
import { PipelineHealth } from './figures/pipeline-health.tsx';
import { Skeleton } from './figures/skeleton.tsx';
import { StatusChart } from './figures/status-chart.tsx';
import { Tiles } from './figures/tiles.tsx';
import { MessageList } from './list/message-list.tsx';
import { lookAgainMs } from './live/look-again.ts';
import { setPaused, stillWhile, usePausedAt } from './live/pause.ts';
import { useLiveNews } from './live/use-live.ts';
import { useThrottled } from './live/use-throttled.ts';
import { Notice } from './parts/notice.tsx';
import { FilterBar } from './view/filter-bar.tsx';
import { formatMoment } from './view/format.ts';
import { filterParameters, type Period, periodBefore, periodOf, type View, type ViewChange } from './view/view.ts';

const route = getRouteApi('/');

function useSummary(
  view: View,
  name: 'now' | 'before',
  { period, paused }: { period: () => Period | null; paused: boolean },
) {
  // Figures are kept by what can be counted, and a search cannot.
  const { search: _, ...filter } = filterParameters(view);
  return useQuery({
    queryKey: ['summary', name, JSON.stringify({ ...view, search: undefined, by: undefined, order: undefined })],
    queryFn: ({ signal }) => {
      const asked = period();
      if (asked === null) return null;
      return fetchSummary({ ...filter, since: asked.since ?? undefined, until: asked.until ?? undefined }, signal);
    },
    placeholderData: keepPreviousData,
    // Repeats and forgeries are no new facts, so that nothing announces them.
    refetchInterval: !paused && lookAgainMs,
    refetchOnWindowFocus: !paused,
    ...stillWhile(paused),
  });
}

/** The first screen. */
export function DashboardPage() {
  const view = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const pausedAt = usePausedAt();
  const paused = pausedAt !== null;
  const figures = useSummary(view, 'now', { period: () => periodOf(view, Date.now()), paused });
  const earlier = useSummary(view, 'before', { period: () => periodBefore(view, Date.now()), paused });
  const summary = figures.data ?? undefined;
  const before = earlier.data ?? undefined;

  const refresh = useThrottled(() => client.invalidateQueries({ queryKey: ['summary', 'now'] }), 800);
  useLiveNews(() => {
    if (!paused) refresh();
  });

  function change(part: ViewChange, { replace } = { replace: false }): void {
    // What is taken away must be gone from the address, too.
    const next = Object.entries({ ...view, ...part }).filter(([, value]) => value !== undefined);
    void navigate({ to: '/', search: Object.fromEntries(next) as View, replace, resetScroll: false });
  }

  return (
    <>
      <div className="page-head">
        <h1>Messages and what became of them</h1>
        <button
          type="button"
          className="pause"
          aria-pressed={paused}
          onClick={() => {
            setPaused(!paused);
            // What waits for the list comes by itself, where nobody is in its way.
            if (paused)
              for (const queryKey of [['summary'], ['reconciler']]) void client.invalidateQueries({ queryKey });
          }}
        >
          {paused ? 'Paused: go on' : 'Pause'}
        </button>
      </div>
      <FilterBar view={view} summary={summary} onChange={change} />
      {figures.isError ? (
        <Notice alert title={summary === undefined ? 'The figures could not be loaded.' : 'These figures are old.'}>
          {figures.error.message}{' '}
          {summary === undefined ? '' : `They are of ${formatMoment(new Date(figures.dataUpdatedAt).toISOString())}. `}
          <button type="button" className="link" onClick={() => void figures.refetch()}>
            Try again
          </button>
        </Notice>
      ) : null}
      {summary === undefined ? (
        figures.isError ? null : (
          <Skeleton />
        )
      ) : (
        <div className={figures.isPlaceholderData ? 'figures outdated' : 'figures'}>
          {view.search === undefined ? null : (
            <p className="note">
              The search narrows the list below; figures count everything that the other filters choose.
            </p>
          )}
          <Tiles summary={summary} before={before} />
          <p className="note counted">
            Each message counts in the hour in which it was first seen here, with the status that it has now: a receipt
            that comes late changes the past. Shares are of accepted messages. Changes are against as long a time just
            before, to the nearest hour.
          </p>
          <StatusChart summary={summary} onRange={(since, until) => change({ since, until, range: undefined })} />
          <div className="two">
            <FailureReasons
              summary={summary}
              before={before}
              chosen={view.errorCode}
              onChoose={(errorCode) => change({ errorCode })}
            />
            <Durations summary={summary} />
          </div>
          <div className="two two-even">
            <Breakdown
              summary={summary}
              view={view}
              dimension={view.by ?? 'number'}
              onDimension={(by) => change({ by: by === 'number' ? undefined : by })}
              onChoose={(dimension, value) => change({ [dimension]: value })}
            />
            <PipelineHealth summary={summary} view={view} pausedAt={pausedAt} />
          </div>
        </div>
      )}
      <MessageList view={view} paused={paused} />
    </>
  );
}
