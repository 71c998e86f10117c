import type { FactNotice } from '../api/client.ts';

/** How the stream is. `lost`: it was cut off and is being tried again. */
export type LiveState = 'connecting' | 'live' | 'lost';

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

/** The stream of new facts. A browser reconnects by itself, but not after a refusal, nor where nobody hangs up. */
export interface LiveFeed {
  readonly state: () => LiveState;
  readonly onState: (listener: () => void) => () => void;
  readonly onNews: (listener: (news: LiveNews) => void) => () => void;
}

/** Opens the stream. */
export function openLiveFeed(): LiveFeed {
  const stateListeners = new Set<() => void>();
  const newsListeners = new Set<(news: LiveNews) => void>();
  let state: LiveState = 'connecting';
  let lastId = '';
  let source: EventSource;
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
      source.close();
      open();
      // What takes a connection and then says nothing is given up like any other.
      watch(silenceMs);
    }, afterMs);
  }

  function heard(event: Event): void {
    const { lastEventId } = event as MessageEvent;
    if (lastEventId !== '') lastId = lastEventId;
    become('live');
    watch(silenceMs);
  }

  function open(): void {
    source = new EventSource(lastId === '' ? path : `${path}?after=${encodeURIComponent(lastId)}`);
    source.addEventListener('ready', (event) => {
      // Where it is not the place that was asked for, the feed jumped: another database, or the first time.
      const resumed = lastId !== '' && (event as MessageEvent).lastEventId === lastId;
      heard(event);
      tell({ kind: 'anything', resumed });
    });
    source.addEventListener('heartbeat', heard);
    source.addEventListener('fact', (event) => {
      heard(event);
      tell({ kind: 'fact', fact: JSON.parse((event as MessageEvent<string>).data) as FactNotice });
    });
    source.addEventListener('error', () => {
      become('lost');
      watch(source.readyState === EventSource.CLOSED ? retryMs : silenceMs);
    });
  }

  open();
  watch(silenceMs);
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
