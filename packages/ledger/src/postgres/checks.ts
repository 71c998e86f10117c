import type { MessageIdentity } from '../message-identity.ts';
import { encodeText } from '../storable-text.ts';
import type { DueMessage, DueRequest, SettledCheck } from '../store-requests.ts';
import type { Database } from './database.ts';
import { toInstant, toMilliseconds, toMillisecondsOrNull } from './instant.ts';
import { messageColumns, stateOfRow } from './message-rows.ts';
import { messageDigest } from './queries.ts';

// SKIP LOCKED: what another caller is leasing, or an append is writing, is left to it instead of waited for.
const leaseDueMessages = `
WITH due AS MATERIALIZED (
  SELECT id, conflicted, next_check_at FROM statuswire.messages
  WHERE next_check_at <= $1::bigint AND (lease_until IS NULL OR lease_until <= $1::bigint)
  ORDER BY conflicted DESC, next_check_at
  LIMIT $4::integer
  FOR UPDATE SKIP LOCKED
), leased AS (
  UPDATE statuswire.messages message SET lease_owner = $2::text, lease_until = $3::bigint
  FROM due WHERE message.id = due.id
  RETURNING ${messageColumns}, due.next_check_at, message.check_attempts, due.conflicted
)
SELECT * FROM leased ORDER BY conflicted DESC, next_check_at`;

/** Leases what is due. */
export async function leaseDue(database: Database, request: DueRequest): Promise<readonly DueMessage[]> {
  const rows = await database.run(leaseDueMessages, [
    toMilliseconds(request.now),
    encodeText(request.owner),
    toMilliseconds(request.leaseUntil),
    request.limit,
  ]);
  return rows.map((row) => {
    const [dueAt, attempts] = row.slice(-3);
    return { message: stateOfRow(row), dueAt: toInstant(dueAt), attempts: Number(attempts) };
  });
}

const settleLeased = `
UPDATE statuswire.messages
SET next_check_at = $3::bigint, gone = $4::boolean, check_attempts = check_attempts + 1, lease_owner = NULL,
  lease_until = NULL
WHERE digest = $1::uuid AND lease_owner = $2::text
RETURNING true`;

/** Ends a lease that is still the owner's. */
export async function settle(database: Database, check: SettledCheck): Promise<boolean> {
  const rows = await database.run(settleLeased, [
    messageDigest(check),
    encodeText(check.owner),
    toMillisecondsOrNull(check.nextCheckAt),
    check.gone,
  ]);
  return rows.length > 0;
}

const planAnew = `
UPDATE statuswire.messages SET next_check_at = $2::bigint, lease_owner = NULL, lease_until = NULL
WHERE digest = $1::uuid
RETURNING true`;

/** Plans a check, whatever stood there. */
export async function plan(
  database: Database,
  identity: MessageIdentity,
  nextCheckAt: string | null,
): Promise<boolean> {
  const rows = await database.run(planAnew, [messageDigest(identity), toMillisecondsOrNull(nextCheckAt)]);
  return rows.length > 0;
}
