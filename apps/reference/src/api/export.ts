import { messageSorts } from '@statuswire/ledger';
import { z } from 'zod';
import { exportFormats } from '../export/export-formats.ts';
import { messageFilterShape, messageSchema, messageSearch } from './messages.ts';
import type { DownloadOperation } from './operation.ts';
import { flag, none, word } from './parameters.ts';

/** All messages that a filter lets through, as a file. */
export const exportMessages = {
  id: 'exportMessages',
  method: 'GET',
  path: '/api/messages/export',
  summary: 'All messages that a filter lets through, as a file: CSV or JSON Lines',
  description:
    'Streamed as it is read from the database, so that it may be cut off: a file is whole if the response ended in order. ' +
    'In CSV, what a spreadsheet would take for a formula has an apostrophe in front; phone numbers stay as they are.',
  parameters: none,
  query: z.strictObject({
    ...messageFilterShape,
    search: messageSearch.exactOptional(),
    sort: word(messageSorts, 'By which time').default('firstSeenAt'),
    order: word(['descending', 'ascending'], 'Which end first').default('descending'),
    format: word(exportFormats, 'For spreadsheets, or for programs').default('csv'),
    texts: flag('Whether bodies and custom variables are in it').exactOptional(),
  }),
  files: {
    'text/csv': z.string().meta({ description: 'With a header, UTF-8 with a byte order mark' }),
    'application/jsonl': messageSchema
      .unwrap()
      .partial({ body: true, customVariables: true })
      .meta({ description: 'One such object to a line' }),
  },
  headers: z.object({
    'X-Expected-Rows': z
      .string()
      .optional()
      .meta({ description: 'About how many messages follow; missing under a search', example: '1200' }),
  }),
} as const satisfies DownloadOperation;
