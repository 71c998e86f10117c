import {
  type NormalizeResult,
  normalizeMessageLog,
  normalizeMessageResource,
  type StatusEvent,
} from '@statuswire/contracts';
import type { AppendResult, Ledger, MessageIdentity, MessageState } from '@statuswire/ledger';
import type { MessagesClient } from './messages-client.ts';
import type { CheckOutcome } from './reconciler-events.ts';
import { recordAnswer } from './record-answer.ts';
import { failed, malformed, type RestFailure, type RestResult } from './rest-result.ts';

/** What checking needs. */
export interface CheckContext {
  readonly ledger: Ledger;
  readonly now: () => Date;
}

/**
 * Asks SignalWire about one message and records what it says. `message`: what is known so far, which decides whether the answer
 * moved it, and which API is asked first; the other is asked where that one knows nothing.
 */
export async function checkMessage(
  { ledger, now }: CheckContext,
  client: MessagesClient,
  identity: MessageIdentity,
  message: Pick<MessageState, 'dialect' | 'status'> | null,
  signal: AbortSignal | undefined,
): Promise<CheckOutcome> {
  const apis =
    message?.dialect === 'platform' ? ([readLog, readResource] as const) : ([readResource, readLog] as const);
  for (const read of apis) {
    const answer = await read(client, identity, now, signal);
    if (answer.ok) {
      const result = await recordAnswer(ledger, answer.value);
      if (result === null) return { kind: 'failed', failure: malformed('The answer cannot be recorded.').failure };
      return { kind: 'checked', ...effectOf(result, answer.value, message?.status ?? null) };
    }
    if (answer.failure.kind !== 'not_found') return { kind: 'failed', failure: answer.failure };
  }
  return { kind: 'gone' };
}

/**
 * What recording an answer did. It healed the message where the status was new to us, and this very answer was the first and so
 * far the only source of it: a callback that lands while the answer is on its way makes the difference here.
 */
export function effectOf(
  { inserted, message }: AppendResult,
  event: StatusEvent,
  statusBefore: MessageState['status'] | null,
): { readonly message: MessageState; readonly moved: boolean; readonly healed: boolean } {
  const told = message.statuses[message.status];
  const moved =
    inserted &&
    message.status === event.status &&
    message.status !== statusBefore &&
    told?.firstSeenAt === event.receivedAt;
  return { message, moved, healed: moved && message.healed };
}

async function readResource(
  client: MessagesClient,
  { messageId }: MessageIdentity,
  now: () => Date,
  signal: AbortSignal | undefined,
): Promise<RestResult<StatusEvent>> {
  const answer = await client.retrieveMessage(messageId, signal === undefined ? {} : { signal });
  return answer.ok ? eventOf(normalizeMessageResource(answer.value, { receivedAt: now() })) : answer;
}

async function readLog(
  client: MessagesClient,
  { messageId }: MessageIdentity,
  now: () => Date,
  signal: AbortSignal | undefined,
): Promise<RestResult<StatusEvent>> {
  const answer = await client.retrieveMessageLog(messageId, signal === undefined ? {} : { signal });
  const { projectId } = client;
  return answer.ok ? eventOf(normalizeMessageLog(answer.value, { projectId, receivedAt: now() })) : answer;
}

function eventOf(result: NormalizeResult): RestResult<StatusEvent> {
  if (result.ok) return { ok: true, value: result.event };
  return failed({ kind: 'malformed', problem: result.problem } satisfies RestFailure);
}
