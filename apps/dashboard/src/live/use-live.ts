import { createContext, use, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { LiveFeed, LiveNews, LiveState } from './live-feed.ts';

/** The stream that all of the page shares. */
export const LiveContext = createContext<LiveFeed | null>(null);

function useLiveFeed(): LiveFeed {
  const feed = use(LiveContext);
  if (feed === null) throw new Error('There is no live feed above this component.');
  return feed;
}

/** How the stream is. */
export function useLiveState(): LiveState {
  const feed = useLiveFeed();
  return useSyncExternalStore(feed.onState, feed.state);
}

/** Is told all news while the component is shown. */
export function useLiveNews(listener: (news: LiveNews) => void): void {
  const feed = useLiveFeed();
  const heard = useEffectEvent(listener);
  useEffect(() => feed.onNews((news) => heard(news)), [feed]);
}
