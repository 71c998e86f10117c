import { useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { Message } from '../api/client.ts';
import { useLiveNews } from '../live/use-live.ts';
import { useThrottled } from '../live/use-throttled.ts';
import { Notice } from '../parts/notice.tsx';
import type { View } from '../view/view.ts';
import { columns, features } from './columns.tsx';
import { useMessages } from './use-messages.ts';

// Not needed to see anything.
const ExportPanel = lazy(async () => ({ default: (await import('../export/export-panel.tsx')).ExportPanel }));

/** Height of a row in pixels; the style sheet has it too. */
const rowHeight = { wide: 40, narrow: 64 } as const;

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia('(max-width: 760px)').matches);
  useEffect(() => {
    const media = matchMedia('(max-width: 760px)');
    const onChange = () => setNarrow(media.matches);
    media.addEventListener('change', onChange);
    return () => media.removeEventListener('change', onChange);
  }, []);
  return narrow;
}

function keyOf(message: Message | undefined): string | undefined {
  return message === undefined ? undefined : `${message.projectId} ${message.messageId}`;
}

/** Between two tries where the service does not answer, in milliseconds. */
const retryMs = 2_000;

/**
 * The messages of a view. New facts come in by themselves while the top is shown and nobody points at the list or is in it;
 * otherwise they wait, and a pill says how many.
 */
export function MessageList({ view, paused }: { view: View; paused: boolean }) {
  const { query, refresh } = useMessages(view);
  const messages = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  const scroller = useRef<HTMLDivElement>(null);
  const busy = useRef(false);
  const narrow = useNarrow();
  const height = narrow ? rowHeight.narrow : rowHeight.wide;
  const virtual = useVirtualizer({
    count: messages.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => keyOf(messages[index]) ?? index,
    overscan: 8,
  });
  const [waiting, setWaiting] = useState(0);
  const [exporting, setExporting] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: heights that were measured are outdated
  useEffect(() => virtual.measure(), [height]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view has nothing waiting
  useEffect(() => setWaiting(0), [view]);

  const [behind, setBehind] = useState(false);
  const bringUpToDate = async () => setBehind(!(await refresh()));
  const catchUp = useThrottled(() => void bringUpToDate(), 400);
  useEffect(() => {
    if (!behind) return;
    const timer = window.setInterval(catchUp, retryMs);
    return () => window.clearInterval(timer);
  }, [behind, catchUp]);
  useLiveNews((news) => {
    const held = paused || busy.current || (scroller.current?.scrollTop ?? 0) > 0;
    if (!held) catchUp();
    else if (news.kind === 'fact') setWaiting((count) => count + 1);
  });

  function showWaiting(): void {
    setWaiting(0);
    scroller.current?.scrollTo({ top: 0 });
    void bringUpToDate();
  }

  const items = virtual.getVirtualItems();
  // Of the rows that can be seen, so that a row costs the same however many are loaded.
  const shown = items.flatMap(({ index, start }) => {
    const message = messages[index];
    return message === undefined ? [] : [{ index, start, message }];
  });
  const table = useTable({
    features,
    columns,
    data: shown.map(({ message }) => message),
    getRowId: (message, index) => keyOf(message) ?? String(index),
  });
  const { rows } = table.getRowModel();
  const lastShown = items.at(-1)?.index ?? -1;
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isPlaceholderData } = query;
  useEffect(() => {
    const nearEnd = lastShown >= messages.length - 20;
    if (nearEnd && hasNextPage && !isFetchingNextPage && !isPlaceholderData) void fetchNextPage();
  }, [lastShown, messages.length, hasNextPage, isFetchingNextPage, fetchNextPage, isPlaceholderData]);

  return (
    <section aria-labelledby="messages" className="panel">
      <div className="list-head">
        <h2 id="messages">Messages</h2>
        {waiting === 0 ? null : (
          <button type="button" className="pill" onClick={showWaiting}>
            {waiting} {waiting === 1 ? 'update waits' : 'updates wait'}: show
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
      <section
        ref={scroller}
        className={isPlaceholderData ? 'list list-outdated' : 'list'}
        hidden={messages.length === 0}
        aria-label="List of messages"
        aria-busy={query.isFetching}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
        tabIndex={0}
        onPointerEnter={({ pointerType }) => {
          busy.current = pointerType === 'mouse';
        }}
        onPointerLeave={() => {
          busy.current = false;
        }}
        onFocus={({ target, currentTarget }) => {
          busy.current = target !== currentTarget;
        }}
        onBlur={() => {
          busy.current = false;
        }}
      >
        <table aria-label="Messages" aria-rowcount={query.hasNextPage ? -1 : messages.length + 1}>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id} aria-rowindex={1} className="row row-head">
                {group.headers.map((header) => (
                  <th key={header.id} scope="col" className={`cell cell-${header.column.id}`}>
                    <table.FlexRender header={header} />
                  </th>
                ))}
              </tr>
            ))}
          </thead>
          <tbody className="rows" style={{ height: virtual.getTotalSize() }}>
            {rows.map((row, place) => {
              const { index, start } = shown[place] ?? { index: 0, start: 0 };
              return (
                <tr
                  key={row.id}
                  aria-rowindex={index + 2}
                  className="row"
                  style={{ height, transform: `translateY(${start}px)` }}
                >
                  {row.getAllCells().map((cell) => (
                    <td key={cell.id} className={`cell cell-${cell.column.id}`}>
                      <table.FlexRender cell={cell} />
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </section>
  );
}
