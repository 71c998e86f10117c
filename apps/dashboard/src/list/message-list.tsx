import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { Notice } from '../parts/notice.tsx';
import type { View } from '../view/view.ts';
import type { Waiting } from './held-news.ts';
import { MessageTable } from './message-table.tsx';
import { useHeldNews } from './use-held-news.ts';
import { useMessages } from './use-messages.ts';

// Not needed to see anything.
const ExportPanel = lazy(async () => ({ default: (await import('../export/export-panel.tsx')).ExportPanel }));

function waitingWords({ facts, uncounted }: Waiting): string {
  if (facts === 0) return 'Something new waits';
  const counted = `${facts} ${facts === 1 ? 'update' : 'updates'}`;
  if (uncounted) return `${counted} and more wait`;
  return `${counted} ${facts === 1 ? 'waits' : 'wait'}`;
}

/**
 * The messages of a view. New facts come in by themselves while the top is shown and nobody points at the list or is in it;
 * otherwise they wait, and a pill says how many.
 */
export function MessageList({ view, paused }: { view: View; paused: boolean }) {
  const { query, top } = useMessages(view, paused);
  const messages = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  const scroller = useRef<HTMLElement>(null);
  const loaded = query.isSuccess && !query.isPlaceholderData;
  const { waiting, behind, show, watchers } = useHeldNews({ list: scroller, paused, loaded, top });
  const [exporting, setExporting] = useState(false);

  function showWaiting(): void {
    scroller.current?.scrollTo({ top: 0 });
    // The button goes away; who pressed it by key goes on in the list.
    scroller.current?.focus({ preventScroll: true });
    show();
  }

  const { hasNextPage, isFetching, fetchNextPage, isPlaceholderData } = query;
  const canLoadMore = hasNextPage && !isFetching && !isPlaceholderData;

  return (
    <section aria-labelledby="messages" className="panel">
      <div className="list-head">
        <h2 id="messages">Messages</h2>
        {waiting.facts === 0 && !waiting.uncounted ? null : (
          <button type="button" className="pill" onClick={showWaiting}>
            {waitingWords(waiting)}: show
          </button>
        )}
        <button
          type="button"
          className="quiet"
          aria-expanded={exporting}
          aria-controls="export"
          onClick={() => setExporting(!exporting)}
        >
          Export
        </button>
      </div>
      {exporting ? (
        <Suspense fallback={<p className="empty">Loading…</p>}>
          <ExportPanel view={view} />
        </Suspense>
      ) : null}
      {behind || (query.isError && messages.length > 0) ? (
        <Notice alert title="This list is old: it could not be brought up to date.">
          It is tried again by itself.{' '}
          <button type="button" className="link" onClick={showWaiting}>
            Try now
          </button>
        </Notice>
      ) : null}
      {query.isPending ? <Notice title="Loading messages…" /> : null}
      {query.isError && messages.length === 0 ? (
        <Notice alert title="Messages could not be loaded.">
          {query.error.message}{' '}
          <button type="button" className="link" onClick={() => void query.refetch()}>
            Try again
          </button>
        </Notice>
      ) : null}
      {query.isSuccess && messages.length === 0 && !query.hasNextPage ? (
        <Notice title="No message here.">
          Nothing fits this range and these filters: widen the range, or take filters away. A message appears with its
          first callback.
        </Notice>
      ) : null}
      <MessageTable
        {...watchers}
        messages={messages}
        scroller={scroller}
        hasMore={hasNextPage}
        loadMore={canLoadMore ? fetchNextPage : undefined}
        outdated={isPlaceholderData}
        aria-busy={isFetching}
      />
    </section>
  );
}
