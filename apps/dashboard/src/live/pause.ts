import { useSyncExternalStore } from 'react';

// Not in the first screen, which goes away while a message is opened: whoever comes back from it finds the pause kept.
let pausedAt: number | null = null;
const listeners = new Set<() => void>();

function onPause(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Since when the first screen stands still, in milliseconds; `null` while it moves. */
export function usePausedAt(): number | null {
  return useSyncExternalStore(onPause, () => pausedAt);
}

/** Lets the first screen stand still, or move again. */
export function setPaused(paused: boolean): void {
  pausedAt = paused ? Date.now() : null;
  for (const listener of listeners) listener();
}

/** How a query is told that what it has stays as it is while paused, however long the reader is elsewhere meanwhile. */
export function stillWhile(paused: boolean) {
  return paused ? { staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY } : {};
}
