import type { FactNotice } from '../api/client.ts';

/** How the stream is. `lost`: it was cut off and is being tried again. `resting`: it is closed while nobody sees the page. */
export type LiveState = 'connecting' | 'live' | 'lost' | 'resting';

/**
 * What is told to those who listen: a new fact, or that anything may have changed. `resumed`: the stream goes on where it
 * stopped, so that every fact that was missed is told now, each as itself.
 */
export type LiveNews =
  | { readonly kind: 'fact'; readonly fact: FactNotice }
  | { readonly kind: 'anything'; readonly resumed: boolean };

const path = '/api/feed/stream';
/** The service gives a sign of life every 15 s. */
const silenceMs = 40_000;
const retryMs = 2_000;
/**
 * Who heard nothing for longer begins anew, as a page that is opened. A hundred facts a second make 30,000 in five minutes,
 * which are told in a moment; a night's are millions, for a list that shows what there is now.
 */
const longMs = 300_000;

/** The stream of new facts. */
export interface LiveFeed {
  readonly state: () => LiveState;
  readonly onState: (listener: () => void) => () => void;
  readonly onNews: (listener: (news: LiveNews) => void) => () => void;
}

/**
 * Opens the stream, and keeps it open while the page is shown: a browser has six connections to a host over HTTP/1.1, so that
 * the streams of six tabs would leave none for anything else.
 */
export function openLiveFeed(): LiveFeed {
  const stateListeners = new Set<() => void>();
  const newsListeners = new Set<(news: LiveNews) => void>();
  let state: LiveState = 'connecting';
  let lastId = '';
  let heardAt = 0;
  let source: EventSource | null = null;
  let watchdog: number | undefined;

  function become(next: LiveState): void {
    if (state === next) return;
    state = next;
    for (const listener of stateListeners) listener();
  }

  function tell(news: LiveNews): void {
    for (const listener of newsListeners) listener(news);
  }

  function watch(afterMs: number): void {
    window.clearTimeout(watchdog);
    watchdog = window.setTimeout(() => {
      become('lost');
      open();
      // What takes a connection and then says nothing is given up like any other.
      watch(silenceMs);
    }, afterMs);
  }

  function heard(event: Event): void {
    const { lastEventId } = event as MessageEvent;
    if (lastEventId !== '') lastId = lastEventId;
    heardAt = Date.now();
    become('live');
    watch(silenceMs);
  }

  function open(): void {
    source?.close();
    if (Date.now() - heardAt > longMs) lastId = '';
    const opened = new EventSource(lastId === '' ? path : `${path}?after=${encodeURIComponent(lastId)}`);
    source = opened;
    opened.addEventListener('ready', (event) => {
      // Where it is not the place that was asked for, the feed jumped: another database, the first time, or after long.
      const resumed = lastId !== '' && (event as MessageEvent).lastEventId === lastId;
      heard(event);
      tell({ kind: 'anything', resumed });
    });
    opened.addEventListener('heartbeat', heard);
    opened.addEventListener('fact', (event) => {
      heard(event);
      tell({ kind: 'fact', fact: JSON.parse((event as MessageEvent<string>).data) as FactNotice });
    });
    opened.addEventListener('error', () => {
      become('lost');
      // A browser would reconnect by itself, but not after a refusal, and always where it stopped, however long ago.
      opened.close();
      watch(retryMs);
    });
  }

  function rest(): void {
    window.clearTimeout(watchdog);
    // What it had not told yet it tells again: only what was heard moves the cursor.
    source?.close();
    source = null;
    become('resting');
  }

  function follow(): void {
    if (document.hidden) rest();
    else if (source === null) {
      become('connecting');
      open();
      watch(silenceMs);
    }
  }

  document.addEventListener('visibilitychange', follow);
  follow();
  return {
    state: () => state,
    onState(listener) {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    onNews(listener) {
      newsListeners.add(listener);
      return () => newsListeners.delete(listener);
    },
  };
}
