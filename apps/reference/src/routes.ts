import { z } from 'zod';
import type { Reply, Route } from './host.ts';
import { isLocalRequest } from './local-request.ts';
import { problemReply } from './problem-reply.ts';
import type { RecentEvents } from './recent-events.ts';

/** How many events are kept, and so the most that can be asked for. */
export const eventCapacity = 500;

const limitRule = `Expected a whole number from 1 to ${eventCapacity}`;

// Strict: a misspelt parameter that is ignored looks like one that works.
const eventsQuerySchema = z.strictObject(
  {
    limit: z
      .string(limitRule)
      .regex(/^\d{1,9}$/, limitRule)
      .transform(Number)
      .pipe(z.int().min(1, limitRule).max(eventCapacity, limitRule))
      .default(100),
  },
  { error: (issue) => (issue.code === 'unrecognized_keys' ? 'The only parameter is limit' : undefined) },
);

function jsonReply(value: unknown): Reply {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(value),
  };
}

/** Every route but the callbacks' own. */
export function createRoutes({ events }: { readonly events: RecentEvents }): readonly Route[] {
  return [
    { path: '/healthz', answer: () => jsonReply({ status: 'ok' }) },
    {
      path: '/api/events',
      answer({ query, headers }) {
        if (!isLocalRequest(headers)) {
          const detail =
            'Texts and numbers are shown only to requests made on this machine, by its loopback address and without a proxy, until authentication exists.';
          return problemReply(403, { detail });
        }
        const parsed = eventsQuerySchema.safeParse(query);
        if (!parsed.success) {
          const errors = parsed.error.issues.map((issue) => ({
            path: (issue.code === 'unrecognized_keys' ? issue.keys : issue.path).join(', '),
            message: issue.message,
          }));
          return problemReply(400, { detail: 'The query cannot be read.', errors });
        }
        return jsonReply({ events: events.latest(parsed.data.limit) });
      },
    },
  ];
}
