import type { Ledger, QuarantinedDelivery } from '@statuswire/ledger';
import type { Reconciler } from '@statuswire/reconciler';
import { createDecodeQuarantined } from '../decode-quarantined.ts';
import type { Route } from '../host.ts';
import { streamHeaders } from '../live/event-stream.ts';
import type { LiveFeed } from '../live/live-feed.ts';
import type { Places } from '../places.ts';
import { withOutcome } from '../with-outcome.ts';
import { createExportRoute } from './export-route.ts';
import { type Answered, implement, implementStream, malformedCursor } from './implement.ts';
import { jsonReply } from './json-reply.ts';
import { listMessages, readFeed, showMessage } from './messages.ts';
import { openApiDocument } from './openapi.ts';
import { discardQuarantined, listQuarantined, retryQuarantined, showQuarantined } from './quarantine.ts';
import { createReconcilerRoutes } from './reconciler-routes.ts';
import { isFeedCursor, streamFeed } from './stream.ts';
import { summarize } from './summary.ts';

function withoutBody({ rawBody, ...delivery }: QuarantinedDelivery) {
  return { ...delivery, bytes: rawBody.byteLength };
}

const unknownDelivery = { problem: 404, detail: 'No such delivery is, or was, in quarantine.' } as const;

/** The API over a ledger. */
export function createApiRoutes({
  ledger,
  live,
  streams,
  exports,
  reconciler,
  now,
}: {
  readonly ledger: Ledger;
  readonly live: LiveFeed;
  /** For readers of the event stream. */
  readonly streams: Pick<Places, 'bound'>;
  readonly exports: Pick<Places, 'bound'>;
  /** `null` where there are no credentials for one. */
  readonly reconciler: Reconciler | null;
  readonly now: () => Date;
}): readonly Route[] {
  const decodeQuarantined = createDecodeQuarantined();

  async function notHeld(id: string) {
    if ((await ledger.quarantinedDelivery(id)) === null) return unknownDelivery;
    return { problem: 409, detail: 'This delivery is held no longer: it was recorded or thrown away.' } as const;
  }

  return [
    implement(listMessages, async ({ query: { sort, order, limit, after = null, ...filter } }) => {
      const { items, next } = await ledger.list({ filter, sort, order, limit, after });
      return { answer: { items: items.map((message) => withOutcome(message, now())), next } };
    }),

    exports.bound(createExportRoute(ledger, now)),

    implement(showMessage, async ({ parameters }) => {
      const [message, timeline] = await Promise.all([ledger.message(parameters), ledger.timeline(parameters)]);
      if (message === null) return { problem: 404, detail: 'Nothing is recorded of this message.' };
      return { answer: { message: withOutcome(message, now()), timeline } };
    }),

    implement(summarize, async ({ query: { interval, recentMinutes, ...filter } }) => ({
      answer: await ledger.summary({ filter, recentMinutes, ...(interval === undefined ? {} : { interval }) }),
    })),

    implement(readFeed, async ({ query: { limit, after = null } }) => ({
      answer: await ledger.feed({ after, limit }),
    })),

    streams.bound(
      implementStream(streamFeed, ({ query, headers }) => {
        // A browser that reconnects repeats the address as it was, and says here how far it got since.
        const lastEventId = headers['last-event-id'];
        const after = typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : (query.after ?? null);
        if (after !== null && !isFeedCursor(after)) return malformedCursor;
        return { status: 200, headers: streamHeaders, start: (response) => live.join(response, after) };
      }),
    ),

    implement(listQuarantined, async ({ query: { state, limit, after = null } }) => {
      const { items, next } = await ledger.quarantined({ state, limit, after });
      return { answer: { items: items.map(withoutBody), next } };
    }),

    implement(showQuarantined, async ({ parameters: { id } }) => {
      const delivery = await ledger.quarantinedDelivery(id);
      if (delivery === null) return unknownDelivery;
      const rawBody = Buffer.from(delivery.rawBody).toString('base64');
      return { answer: { ...withoutBody(delivery), rawBody } };
    }),

    implement(retryQuarantined, async ({ parameters: { id } }): Promise<Answered<typeof retryQuarantined>> => {
      const result = await ledger.retryQuarantined(id, decodeQuarantined);
      if (result === null) return notHeld(id);
      if (!result.ok)
        return { answer: { state: 'held', reason: result.problem.code, message: result.problem.message } };
      const { projectId, messageId } = result.event;
      return { answer: { state: 'recorded', projectId, messageId } };
    }),

    implement(discardQuarantined, async ({ parameters: { id } }): Promise<Answered<typeof discardQuarantined>> => {
      return (await ledger.discardQuarantined(id)) ? { answer: { state: 'discarded' } } : notHeld(id);
    }),

    ...createReconcilerRoutes(reconciler, now),

    {
      method: 'GET',
      path: '/api/openapi.json',
      answer: () => jsonReply(openApiDocument),
    },
  ];
}
