import { isTerminal, type MessageLog, normalizeMessageLog, type StatusEvent, statusRank } from '@statuswire/contracts';
import type { Ledger, MessageState } from '@statuswire/ledger';
import type { Counts } from './counts.ts';
import { effectOf } from './message-check.ts';
import type { GatedClient } from './project-clients.ts';
import type { ReconcilerEvent } from './reconciler-events.ts';

/** How the list sweep goes about. Source: docs/reconciliation.md, "The list sweep". */
export interface ListSweepSettings {
  /** How often a new window is begun, in milliseconds. */
  readonly intervalMs: number;
  /** How much of the windows before is looked at again, in milliseconds. */
  readonly overlapMs: number;
  /** How old a message is left alone, as its callbacks may still be on their way, in milliseconds. */
  readonly quietMs: number;
  /** How far back the first window goes, in milliseconds. */
  readonly lookbackMs: number;
  /** Most pages of one round. */
  readonly maxPages: number;
  readonly pageSize: number;
}

/** What a list sweep needs. */
export interface ListSweepOptions extends ListSweepSettings {
  readonly ledger: Ledger;
  readonly gated: GatedClient;
  readonly counts: Counts;
  readonly emit: (event: ReconcilerEvent) => void;
  readonly now: () => Date;
}

/** Looks through the list of a project's messages, window by window. */
export interface ListSweep {
  /** Reads pages up to the bound, where a window is due or unfinished. `more`: the window has more of them. */
  run(signal: AbortSignal): Promise<{ readonly more: boolean }>;
  /** Messages created before have been looked at, in milliseconds since 1970; `null` before the first window is done. */
  watermark(): number | null;
}

interface Window {
  readonly from: number;
  readonly to: number;
  /** The page to read next; `null` for the first. */
  next: string | null;
}

/** Makes the sweep of one project. It keeps its watermark for itself: a restart looks back as far as the first window. */
export function createListSweep(options: ListSweepOptions): ListSweep {
  const { gated, now, intervalMs, overlapMs, quietMs, lookbackMs, maxPages, pageSize } = options;
  let watermark: number | null = null;
  let window: Window | null = null;
  let nextWindowAt = 0;

  function beginWindow(): Window | null {
    const at = now().getTime();
    if (at < nextWindowAt) return null;
    nextWindowAt = at + intervalMs;
    const to = wholeSecond(at - quietMs);
    const from = wholeSecond(watermark === null ? to - lookbackMs : watermark - overlapMs);
    return from < to ? { from, to, next: null } : null;
  }

  async function readPage({ from, to, next }: Window, signal: AbortSignal) {
    const query = next === null ? { createdAfter: seconds(from), createdBefore: seconds(to), pageSize } : { next };
    return gated.client.listMessageLogs(query, { signal });
  }

  return {
    watermark: () => watermark,
    async run(signal) {
      window ??= beginWindow();
      for (let page = 0; window !== null && page < maxPages; page += 1) {
        if (signal.aborted || gated.gate.closedUntil() !== null) return { more: false };
        const current = window;
        const answer = await readPage(current, signal);
        gated.gate.note(answer.ok ? null : answer.failure);
        if (!answer.ok) {
          const { failure } = answer;
          if (failure.kind === 'aborted') return { more: false };
          options.counts.add('failed', gated.client.projectId);
          options.emit({ kind: 'list_failed', projectId: gated.client.projectId, failure });
          const mayPass =
            failure.kind === 'throttled' || failure.kind === 'unavailable' || failure.kind === 'unauthorized';
          // Where asking for this page again does not help, the whole window is begun anew at its next time.
          if (!mayPass) window = null;
          return { more: false };
        }
        await takePage(options, answer.value.items);
        options.counts.add('unreadable', gated.client.projectId, answer.value.unreadable);
        current.next = answer.value.next;
        if (current.next === null) {
          watermark = current.to;
          window = null;
        }
      }
      return { more: window !== null };
    },
  };
}

async function takePage(options: ListSweepOptions, logs: readonly MessageLog[]): Promise<void> {
  // Side by side, so that what is to be recorded shares commits.
  for (let start = 0; start < logs.length; start += lookupsAtOnce) {
    await Promise.all(logs.slice(start, start + lookupsAtOnce).map((log) => takeLog(options, log)));
  }
}

const lookupsAtOnce = 50;

async function takeLog(options: ListSweepOptions, log: MessageLog): Promise<void> {
  const { ledger, gated, counts, emit, now } = options;
  const { projectId } = gated.client;
  counts.add('listed', projectId);
  const result = normalizeMessageLog(log, { projectId, receivedAt: now() });
  if (!result.ok) return counts.add('unreadable', projectId);
  const { event } = result;
  const known = await ledger.message(event);
  if (known !== null && !tellsMore(event, known)) return;
  // Nobody asked for callbacks of what others send to us.
  if (known === null && isInbound(event)) return;
  const { message, healed } = effectOf(await ledger.record(event), event, known?.status ?? null);
  if (healed) counts.add('healed', projectId);
  if (known !== null) return emit({ kind: 'caught_up', message, healed });
  counts.add('discovered', projectId);
  // A log tells neither text nor media nor dates; the other API knows them, of the messages that are its own.
  if (event.dialect === 'compatibility') await ledger.planCheck(event, event.receivedAt);
  emit({ kind: 'discovered', message, healed });
}

/** Whether an answer would change what is known: it is further on, or settles how the message ended. */
function tellsMore(event: StatusEvent, known: MessageState): boolean {
  const rank = statusRank(event.status);
  if (rank === null) return false;
  if (rank > (statusRank(known.status) ?? -1)) return true;
  return isTerminal(event.status) && isTerminal(known.status) && (known.conflicted || event.status !== known.status);
}

function isInbound({ direction, status }: StatusEvent): boolean {
  return direction === 'inbound' || status === 'received' || status === 'receiving';
}

function wholeSecond(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000) * 1_000;
}

function seconds(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
