import { isTerminal, type MessageLog, normalizeMessageLog, type StatusEvent, statusRank } from '@statuswire/contracts';
import type { Ledger, MessageState } from '@statuswire/ledger';
import type { Counts } from './counts.ts';
import { effectOf } from './message-check.ts';
import type { ReconcilerEvent } from './reconciler-events.ts';
import { recordAnswer } from './record-answer.ts';

/** What recording messages of the list needs. */
export interface ListedContext {
  readonly ledger: Ledger;
  /** Whose list it is. */
  readonly projectId: string;
  readonly counts: Counts;
  readonly emit: (event: ReconcilerEvent) => void;
  readonly now: () => Date;
}

const lookupsAtOnce = 50;

/** Records of a page what the ledger does not know yet. Rejects where the ledger does. */
export async function recordListed(context: ListedContext, logs: readonly MessageLog[]): Promise<void> {
  // Side by side, so that what is to be recorded shares commits.
  for (let start = 0; start < logs.length; start += lookupsAtOnce) {
    await Promise.all(logs.slice(start, start + lookupsAtOnce).map((log) => recordLog(context, log)));
  }
}

async function recordLog(context: ListedContext, log: MessageLog): Promise<void> {
  const { ledger, projectId, counts, emit, now } = context;
  counts.add('listed', projectId);
  const result = normalizeMessageLog(log, { projectId, receivedAt: now() });
  if (!result.ok) return counts.add('unreadable', projectId);
  const { event } = result;
  const known = await ledger.message(event);
  if (known !== null && !tellsMore(event, known)) return;
  // Nobody asked for callbacks of what others send to us.
  if (known === null && isInbound(event)) return;
  const recorded = await recordAnswer(ledger, event);
  if (recorded === null) return counts.add('unreadable', projectId);
  const { message, healed } = effectOf(recorded, event, known?.status ?? null);
  if (healed) counts.add('healed', projectId);
  if (known !== null) return emit({ kind: 'caught_up', message, healed });
  // Told by somebody else, since it was looked up.
  if (!recorded.inserted) return;
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
