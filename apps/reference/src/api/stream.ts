import { statusEventSchema } from '@statuswire/contracts';
import { z } from 'zod';
import type { StreamOperation } from './operation.ts';
import { none, text } from './parameters.ts';

/** What is said live of a new fact: enough to know what is outdated. No text and no number is in it. */
export const factNoticeSchema = statusEventSchema
  .unwrap()
  .pick({ key: true, projectId: true, messageId: true, status: true, source: true, receivedAt: true })
  .readonly()
  .meta({ id: 'FactNotice', description: 'A new fact; its cursor is the id of the event' });

/** New facts as they are recorded. */
export const streamFeed = {
  id: 'streamFeed',
  method: 'GET',
  path: '/api/feed/stream',
  summary: 'New facts as they are recorded, as server-sent events: each once, without gaps',
  description:
    'Event `fact` has the cursor of the feed as its id, so that whoever reconnects with `Last-Event-ID` misses nothing. ' +
    'Event `ready` says where the stream begins, `heartbeat` that it lives. Whoever reads too slowly is cut off.',
  parameters: none,
  query: z.strictObject({
    after: text('The cursor to go on from, unless `Last-Event-ID` tells one; left out for what comes from now on', {
      most: 15,
    }).exactOptional(),
  }),
  events: { fact: factNoticeSchema, ready: none, heartbeat: none },
} as const satisfies StreamOperation;

/** Whether a text can be a cursor of the feed. */
export function isFeedCursor(given: string): boolean {
  return /^\d{1,15}$/.test(given);
}
