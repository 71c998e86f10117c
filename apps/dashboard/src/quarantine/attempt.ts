import type { DiscardResult, RetryResult } from '../api/client.ts';

/** What became of a delivery that something was done with, or why it could not be. */
export type Attempt<Result = RetryResult | DiscardResult> = { readonly result: Result } | { readonly failed: string };

/** Does something with a delivery. Never throws, unless it was called off. */
export async function attempt<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Attempt<Result>> {
  try {
    return { result: await work() };
  } catch (error) {
    if (signal.aborted) throw error;
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
