import { useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ComponentProps, type RefObject, useEffect } from 'react';
import type { Message } from '../api/client.ts';
import { columns, features } from './columns.tsx';
import { useNarrow } from './use-narrow.ts';

/** Height of a row in pixels; the style sheet has it too. */
const rowHeight = { wide: 40, narrow: 64 } as const;

/** So many rows before the last one that is loaded, the next page is wanted. */
const nearEndRows = 20;

function keyOf(message: Message | undefined): string | undefined {
  return message === undefined ? undefined : `${message.projectId} ${message.messageId}`;
}

/** The rows of the list that can be seen, however many there are. */
export function MessageTable({
  messages,
  scroller,
  hasMore,
  loadMore,
  outdated,
  ...region
}: {
  messages: readonly Message[];
  scroller: RefObject<HTMLElement | null>;
  /** Whether there are messages beyond those that are loaded. */
  hasMore: boolean;
  /** Loads some of those; `undefined` while it cannot. */
  loadMore: (() => unknown) | undefined;
  /** Whether another list is on its way. */
  outdated: boolean;
} & Pick<
  ComponentProps<'section'>,
  'aria-busy' | 'onPointerEnter' | 'onPointerLeave' | 'onFocus' | 'onBlur' | 'onScroll'
>) {
  const height = useNarrow() ? rowHeight.narrow : rowHeight.wide;
  const virtual = useVirtualizer({
    count: messages.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => keyOf(messages[index]) ?? index,
    overscan: 8,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights that were measured are outdated
  useEffect(() => virtual.measure(), [height]);

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
  const nearEnd = (items.at(-1)?.index ?? -1) >= messages.length - nearEndRows;
  useEffect(() => {
    if (nearEnd) void loadMore?.();
  }, [nearEnd, loadMore]);

  return (
    <section
      {...region}
      ref={scroller}
      className={outdated ? 'list list-outdated' : 'list'}
      hidden={messages.length === 0}
      aria-label="List of messages"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
      tabIndex={0}
    >
      <table aria-label="Messages" aria-rowcount={hasMore ? -1 : messages.length + 1}>
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
  );
}
