import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FeedPage, Ledger } from '@statuswire/ledger';
import { serverSentEvent } from './event-stream.ts';

/** Options of `createLiveFeed`. */
export interface LiveFeedOptions {
  readonly ledger: Pick<Ledger, 'feed' | 'feedEnd' | 'onRecorded'>;
  /** Between two signs of life, in milliseconds. @default 15,000 */
  readonly heartbeatMs?: number;
  /** How often to look for what other processes recorded, in milliseconds. @default 1,000 */
  readonly pollMs?: number;
  /**
   * Facts that come within this time of the last ones are told together, in milliseconds: under load each write to each client
   * would else be one commit's. Whoever watches does not see the difference. @default 25
   */
  readonly gatherMs?: number;
  /** A client that has not read what waits for it within this time is cut off, in milliseconds. @default 10,000 */
  readonly slowMs?: number;
}

/** Hands new facts to whoever listens. */
export interface LiveFeed {
  /** Goes on from a cursor, or from now, until the response is closed. */
  join(response: ServerResponse, after: string | null): void;
  readonly clientCount: () => number;
  /** Clients that were cut off so far, as they read too slowly. */
  readonly droppedCount: () => number;
}

interface Client {
  readonly response: ServerResponse;
  /** Everything up to here was written; `null` while that is not known yet. */
  cursor: string | null;
  welcomed: boolean;
  /** Reads the feed by itself, as it is not where the others are. */
  catchingUp: boolean;
}

/** Events read at once. */
const pageSize = 500;

const tellOf = ({ events }: Pick<FeedPage, 'events'>) =>
  events
    .map(({ key, projectId, messageId, status, source, receivedAt, cursor }) =>
      serverSentEvent('fact', { key, projectId, messageId, status, source, receivedAt }, cursor),
    )
    .join('');

/**
 * Makes a live feed. The feed is read once for all clients that are up to date, however many there are; those who come back
 * read for themselves until they are. Does nothing while nobody listens.
 */
export function createLiveFeed(options: LiveFeedOptions): LiveFeed {
  const { ledger, heartbeatMs = 15_000, pollMs = 1_000, gatherMs = 25, slowMs = 10_000 } = options;
  const clients = new Set<Client>();
  let head: string | null = null;
  let dropped = 0;
  let reading = false;
  let wanted = false;
  let stopListening: (() => void) | null = null;

  function dropAll(): void {
    // They come back by themselves, once the database does.
    for (const { response } of clients) response.destroy();
  }

  function drained({ response }: Client): Promise<void> {
    return new Promise((resolve) => {
      // Nothing more is told of one that has gone, and having gone it was not slow.
      if (response.destroyed) return resolve();
      const done = () => {
        clearTimeout(timer);
        response.off('drain', done).off('close', done);
        resolve();
      };
      // Cut off, it comes back with the last id that it has read, and nothing is lost.
      const timer = setTimeout(() => {
        dropped += 1;
        response.destroy();
        done();
      }, slowMs);
      response.once('drain', done).once('close', done);
    });
  }

  /** Reads the feed for one client alone until it is up to date. */
  async function catchUp(client: Client): Promise<void> {
    client.catchingUp = true;
    try {
      if (client.cursor === null || !client.welcomed) {
        const end = await ledger.feedEnd();
        // A cursor from beyond the end is of another database: this one was restored, or is a new one.
        if (client.cursor === null || Number(client.cursor) > Number(end)) client.cursor = end;
        client.welcomed = true;
        client.response.write(serverSentEvent('ready', {}, client.cursor));
      }
      while (clients.has(client)) {
        const page = await ledger.feed({ after: client.cursor, limit: pageSize });
        if (page.events.length === 0 || !clients.has(client)) break;
        client.cursor = page.cursor;
        if (!client.response.write(tellOf(page))) await drained(client);
      }
      client.catchingUp = false;
    } catch {
      client.response.destroy();
    }
  }

  function broadcast(page: FeedPage, from: string): void {
    const whole = tellOf(page);
    for (const client of clients) {
      if (client.catchingUp) continue;
      // Who has caught up a moment ago may have read a part of this page already.
      const at = page.events.findIndex(({ cursor }) => cursor === client.cursor);
      if (client.cursor !== from && at === -1) continue;
      client.cursor = page.cursor;
      const flows = client.response.write(at === -1 ? whole : tellOf({ events: page.events.slice(at + 1) }));
      if (flows) continue;
      // Goes on alone, at its own pace: nothing piles up for it here, and nobody else waits.
      client.catchingUp = true;
      void drained(client).then(() => catchUp(client));
    }
  }

  async function readOn(): Promise<void> {
    try {
      let from = head ?? (await ledger.feedEnd());
      for (;;) {
        const page = await ledger.feed({ after: from, limit: pageSize });
        if (page.events.length === 0) break;
        broadcast(page, from);
        from = page.cursor;
      }
      head = from;
      for (const client of clients) if (!client.catchingUp && client.cursor !== from) void catchUp(client);
    } catch {
      dropAll();
    }
  }

  function wake(): void {
    wanted = true;
    if (reading || clients.size === 0) return;
    reading = true;
    void (async () => {
      while (wanted && clients.size > 0) {
        wanted = false;
        await readOn();
        await sleep(gatherMs);
      }
      reading = false;
    })();
  }

  function listen(): void {
    if (stopListening !== null) return;
    const stopHearing = ledger.onRecorded(wake);
    const poll = setInterval(wake, pollMs);
    const heartbeat = setInterval(() => {
      for (const { response } of clients) {
        if (!response.writableNeedDrain) response.write(serverSentEvent('heartbeat', {}));
      }
    }, heartbeatMs);
    stopListening = () => {
      stopHearing();
      clearInterval(poll);
      clearInterval(heartbeat);
      stopListening = null;
      head = null;
    };
  }

  return {
    join(response, after) {
      const client: Client = { response, cursor: after, welcomed: false, catchingUp: true };
      clients.add(client);
      response.on('error', () => {});
      response.once('close', () => {
        clients.delete(client);
        if (clients.size === 0) stopListening?.();
      });
      listen();
      // What was recorded since its last look was announced to the others only.
      void catchUp(client).then(wake);
    },
    clientCount: () => clients.size,
    droppedCount: () => dropped,
  };
}
