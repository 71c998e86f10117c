import { fetchQuarantine, type RetryResult, retryQuarantined } from '../api/client.ts';
import { type Attempt, attempt } from './attempt.ts';

/** How far trying all of them is. */
export interface RetryProgress {
  readonly of: number;
  readonly recorded: number;
  readonly held: number;
  /** Could not even be tried. */
  readonly failed: number;
}

async function allHeld(signal: AbortSignal): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let after: string | undefined = undefined as string | undefined; ; ) {
    const { items, next } = await fetchQuarantine({ state: 'held', limit: '500', after }, signal);
    ids.push(...items.map(({ id }) => id));
    if (next === null) return ids;
    after = next;
  }
}

/** Reads one delivery once more. Never throws, unless it was called off. */
export function retryOne(id: string, signal: AbortSignal): Promise<Attempt<RetryResult>> {
  return attempt(() => retryQuarantined(id, signal), signal);
}

/** Reads all deliveries that are held once more, one after the other, and tells of each. */
export async function retryAll(
  signal: AbortSignal,
  onTried: (progress: RetryProgress, id: string | null, tried: Attempt<RetryResult> | null) => void,
): Promise<void> {
  const ids = await allHeld(signal);
  let progress: RetryProgress = { of: ids.length, recorded: 0, held: 0, failed: 0 };
  onTried(progress, null, null);
  for (const id of ids) {
    const tried = await retryOne(id, signal);
    const name = 'failed' in tried ? 'failed' : tried.result.state;
    progress = { ...progress, [name]: progress[name] + 1 };
    onTried(progress, id, tried);
  }
}
