import type { MessageLog } from '@statuswire/contracts';
import { dueAfter, type ListWindow, type ListWindowSettings, windowAfter } from './list-window.ts';
import { type ListedContext, recordListed } from './listed-message.ts';
import type { MessagesPage } from './message-pages.ts';
import { createPause } from './pause.ts';
import type { GatedClient } from './project-clients.ts';
import { malformed, type RestFailure, type RestResult } from './rest-result.ts';

/** How the list sweep goes about. */
export interface ListSweepSettings extends ListWindowSettings {
  /** Most pages of one round. */
  readonly maxPages: number;
  readonly pageSize: number;
}

/** What a list sweep needs. */
export interface ListSweepOptions extends ListSweepSettings, Omit<ListedContext, 'projectId'> {
  readonly gated: GatedClient;
  /** Distinct for each process. */
  readonly owner: string;
  /** How long this process may keep the list from others while it reads a page, in milliseconds. */
  readonly leaseMs: number;
}

/** Looks through the list of a project's messages, window by window. */
export interface ListSweep {
  /** Reads pages up to the bound, where a window is due or unfinished. `more`: there are more of them. */
  run(signal: AbortSignal): Promise<{ readonly more: boolean }>;
  /** Whether the last page that was asked for could not be had. */
  failing(): boolean;
  /** Messages created before have been looked at, in milliseconds since 1970; `null` while that is not known. */
  watermark(): number | null;
  /** Gives the list back, so that another process can go on at once. */
  release(): Promise<void>;
}

interface OpenWindow extends ListWindow {
  /** The watermark that it begins at: where another process has moved it since, this window is over. */
  readonly after: number;
  /** The page to read next; `null` for the first. */
  next: string | null;
  /** Pages that a link has led to. */
  readonly seen: Set<string>;
}

const unauthorizedMs = 300_000;
const firstWaitMs = 10_000;
const longestWaitMs = 300_000;

/**
 * Makes the sweep of one project. The watermark is the ledger's, so that a restart goes on where it ended, and one process at
 * a time moves it. It waits by itself after a failure: a list that cannot be read must not keep single messages from being
 * asked about.
 */
export function createListSweep(options: ListSweepOptions): ListSweep {
  const { ledger, gated, owner, now, counts, emit, maxPages, pageSize, leaseMs } = options;
  const { projectId } = gated.client;
  const mark = { name: `list_logs:${projectId}`, owner };
  const context = { ...options, projectId };
  const wait = createPause(now);
  let watermark: number | null = null;
  let window: OpenWindow | null = null;
  let failures = 0;

  /** Goes on with the window that is open, or opens the one that is due, with the lease renewed; `null` where there is none. */
  async function leasedWindow(): Promise<OpenWindow | null> {
    const lease = await ledger.leaseWatermark({ ...mark, leaseMs });
    if (lease === null) {
      window = null;
      wait.extend(leaseMs);
      return null;
    }
    watermark = lease.at?.getTime() ?? null;
    if (window !== null && window.after === watermark) return window;
    const at = now().getTime();
    const begun = windowAfter(watermark, at, options);
    if (begun === null) {
      await finish();
      return null;
    }
    const after = watermark ?? begun.from + options.overlapMs;
    // Kept at once: where the first window fails for hours, the beginning must not move along with the clock.
    if (watermark === null) await ledger.moveWatermark({ ...mark, at: new Date(after) });
    window = { ...begun, after, next: null, seen: new Set() };
    return window;
  }

  /** Nothing is left to read for now, or nothing can be. */
  async function finish(): Promise<void> {
    window = null;
    // A watermark from the future, of a clock that went wrong, must not be waited for.
    if (watermark !== null) wait.extend(Math.min(dueAfter(watermark, options) - now().getTime(), options.intervalMs));
    await ledger.releaseWatermark(mark);
  }

  async function readPage(
    { from, to, next }: OpenWindow,
    signal: AbortSignal,
  ): Promise<RestResult<MessagesPage<MessageLog>>> {
    const query = next === null ? { createdAfter: seconds(from), createdBefore: seconds(to), pageSize } : { next };
    return gated.client.listMessageLogs(query, { signal });
  }

  async function fail(failure: RestFailure): Promise<void> {
    failures += 1;
    counts.add('failed', projectId);
    // A limit of requests is the project's.
    if (failure.kind === 'throttled') gated.gate.note(failure);
    wait.extend(waitAfter(failure, failures, options.intervalMs));
    emit({ kind: 'list_failed', projectId, failure, until: new Date(wait.until() ?? now().getTime()) });
    // Where asking for this page again does not help, the whole window is begun anew at its next time.
    if (!mayPass(failure)) await finish();
  }

  return {
    failing: () => failures > 0,
    watermark: () => watermark,
    async release() {
      if (window !== null) await finish();
    },
    async run(signal) {
      for (let page = 0; page < maxPages; page += 1) {
        if (wait.until() !== null || gated.gate.closedUntil() !== null) return { more: false };
        const current = signal.aborted ? null : await leasedWindow();
        if (current === null) return { more: false };
        const answer = await readPage(current, signal);
        if (!answer.ok) {
          if (answer.failure.kind !== 'aborted') await fail(answer.failure);
          return { more: false };
        }
        const { items, unreadable, next } = answer.value;
        await recordListed(context, items);
        counts.add('unreadable', projectId, unreadable);
        if (next === null) {
          failures = 0;
          if (await ledger.moveWatermark({ ...mark, at: new Date(current.to) })) watermark = current.to;
          await finish();
        } else if (current.seen.has(next)) {
          await fail(leadsBack.failure);
          return { more: false };
        } else {
          failures = 0;
          current.next = next;
          current.seen.add(next);
        }
      }
      return { more: wait.until() === null };
    },
  };
}

const leadsBack = malformed('The link to the next page leads back to one that was read.');

function mayPass({ kind }: RestFailure): boolean {
  return kind === 'throttled' || kind === 'unavailable' || kind === 'unauthorized';
}

/** How long the list is left alone after a failure, in milliseconds. */
function waitAfter(failure: RestFailure, inRow: number, intervalMs: number): number {
  switch (failure.kind) {
    case 'throttled':
      // `Retry-After: 0` must not become a busy loop.
      return Math.max(failure.retryAfterMs, 1_000);
    case 'unauthorized':
      return unauthorizedMs;
    case 'unavailable':
      return Math.min(firstWaitMs * 2 ** (inRow - 1), longestWaitMs);
    default:
      return intervalMs;
  }
}

function seconds(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
