import type { Ledger } from '@statuswire/ledger';
import { createMessageWriter } from '../export/export-formats.ts';
import { streamMessages } from '../export/stream-messages.ts';
import type { Route } from '../host.ts';
import { exportMessages } from './export.ts';
import { implementStream } from './implement.ts';

/** The route of an export. */
export function createExportRoute(ledger: Pick<Ledger, 'list' | 'summary'>, now: () => Date): Route {
  return implementStream(
    exportMessages,
    async ({ query: { sort, order, format, texts = false, search, ...filter } }) => {
      const writer = createMessageWriter(format, { texts });
      // Asked before the first byte, so that a database that is away is answered 503. A search cannot be counted beforehand.
      const expected = search === undefined ? String((await ledger.summary({ filter })).messages) : null;
      const name = `messages-${now().toISOString().slice(0, 19).replaceAll(':', '-')}Z.${format}`;
      const query = { filter: { ...filter, ...(search === undefined ? {} : { search }) }, sort, order };
      return {
        status: 200,
        headers: {
          'content-type': writer.mediaType,
          'content-disposition': `attachment; filename="${name}"`,
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          ...(expected === null ? {} : { 'x-expected-rows': expected }),
        },
        start(response) {
          // Who reads it sees that it was cut off; everything else is asked of the database again, and says so there.
          streamMessages(response, { ledger, query, writer, now }).catch(() => response.destroy());
        },
      };
    },
  );
}
