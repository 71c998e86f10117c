import type { MessageIdentity } from '../message-identity.ts';
import { encodeText } from '../storable-text.ts';
import type { DueMessage, DueRequest, SettledCheck } from '../store-requests.ts';
import { type Connection, fromInstant, toInstant, toOptionalInstant } from './connection.ts';
import { messageColumns, stateOfRow } from './messages.ts';

/** Leases what is due. Within a writing transaction. */
export function due({ statement }: Connection, request: DueRequest): readonly DueMessage[] {
  const now = toInstant(request.now);
  const found: DueMessage[] = [];
  for (const conflicted of [1, 0]) {
    const rows = statement(
      `SELECT id, next_check_at, check_attempts, ${messageColumns} FROM statuswire_messages
       INDEXED BY statuswire_messages_due
       WHERE conflicted = ? AND next_check_at IS NOT NULL AND next_check_at <= ?
       AND (lease_until IS NULL OR lease_until <= ?) ORDER BY next_check_at LIMIT ?`,
    ).all(conflicted, now, now, request.limit - found.length);
    for (const row of rows) {
      statement('UPDATE statuswire_messages SET lease_owner = ?, lease_until = ? WHERE id = ?').run(
        request.owner,
        toInstant(request.leaseUntil),
        Number(row.id),
      );
      found.push({
        message: stateOfRow(row),
        dueAt: fromInstant(row.next_check_at),
        attempts: Number(row.check_attempts),
      });
    }
  }
  return found;
}

/** Ends a lease that is still the owner's. Within a writing transaction. */
export function settleCheck({ statement }: Connection, check: SettledCheck): boolean {
  const { changes } = statement(
    `UPDATE statuswire_messages SET next_check_at = ?, check_gone = ?, check_attempts = check_attempts + 1,
     lease_owner = NULL, lease_until = NULL WHERE message_id = ? AND project_id = ? AND lease_owner = ?`,
  ).run(
    toOptionalInstant(check.nextCheckAt),
    Number(check.gone),
    encodeText(check.messageId),
    encodeText(check.projectId),
    check.owner,
  );
  return Number(changes) > 0;
}

/** Plans a message's next check. Within a writing transaction. */
export function planCheck({ statement }: Connection, identity: MessageIdentity, nextCheckAt: string | null): boolean {
  const { changes } = statement(
    `UPDATE statuswire_messages SET next_check_at = ?, lease_owner = NULL, lease_until = NULL
     WHERE message_id = ? AND project_id = ?`,
  ).run(toOptionalInstant(nextCheckAt), encodeText(identity.messageId), encodeText(identity.projectId));
  return Number(changes) > 0;
}
