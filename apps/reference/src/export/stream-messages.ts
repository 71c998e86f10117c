import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import type { Ledger, MessageListQuery, MessageState } from '@statuswire/ledger';
import { withOutcome } from '../with-outcome.ts';
import type { MessageWriter } from './export-formats.ts';

/** Messages read at once. A database in this process does nothing else meanwhile, so that callbacks wait for no more. */
const pageSize = 250;

/** A reader that takes nothing at all for so long is cut off, in milliseconds. */
const stalledMs = 60_000;

async function* pages(
  ledger: Pick<Ledger, 'list'>,
  query: Omit<MessageListQuery, 'after' | 'limit'>,
): AsyncGenerator<readonly MessageState[]> {
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<Ledger['list']>> = await ledger.list({ ...query, limit: pageSize, after });
    yield page.items;
    after = page.next;
    if (after === null) return;
    // Callbacks that came in meanwhile go first.
    await setImmediate();
  }
}

/**
 * Writes all messages of a query, page after page and no faster than they are read. Where the database fails midway, or
 * the reader goes away, the response is cut off, which a reader can tell from its end.
 */
export async function streamMessages(
  response: ServerResponse,
  {
    ledger,
    query,
    writer,
    now,
  }: {
    readonly ledger: Pick<Ledger, 'list'>;
    readonly query: Omit<MessageListQuery, 'after' | 'limit'>;
    readonly writer: MessageWriter;
    readonly now: () => Date;
  },
): Promise<void> {
  async function* text(): AsyncGenerator<string> {
    yield writer.head;
    for await (const page of pages(ledger, query)) {
      yield page.map((message) => writer.row(withOutcome(message, now()))).join('');
    }
  }
  response.setTimeout(stalledMs, () => response.destroy());
  // Of two texts at most one waits while the other is read.
  await pipeline(Readable.from(text(), { highWaterMark: 1 }), response);
}
