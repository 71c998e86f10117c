import { messageKey } from '../message-identity.ts';
import type { DueMessage, DueRequest, SettledCheck } from '../store-requests.ts';
import { compareTexts } from '../text-order.ts';
import { stateOfRow } from './queries.ts';
import type { MemoryTables } from './tables.ts';

/** Leases what is due. */
export function leaseDue(tables: MemoryTables, request: DueRequest): readonly DueMessage[] {
  const due = [...tables.messages]
    .flatMap(([key, row]) => {
      const { nextCheckAt, lease } = row.check;
      if (nextCheckAt === null || nextCheckAt > request.now) return [];
      if (lease !== null && lease.until > request.now) return [];
      return [{ key, row, dueAt: nextCheckAt, message: stateOfRow(row) }];
    })
    .sort(
      (a, b) =>
        Number(b.message.conflicted) - Number(a.message.conflicted) ||
        compareTexts(a.dueAt, b.dueAt) ||
        compareTexts(a.key, b.key),
    )
    .slice(0, request.limit);
  return due.map(({ key, row, dueAt, message }) => {
    const lease = { owner: request.owner, until: request.leaseUntil };
    tables.messages.set(key, { ...row, check: { ...row.check, lease } });
    return { message, dueAt, attempts: row.check.attempts };
  });
}

/** Ends a lease that is still the owner's. */
export function settle(tables: MemoryTables, check: SettledCheck): boolean {
  const key = messageKey(check);
  const row = tables.messages.get(key);
  if (row === undefined || row.check.lease?.owner !== check.owner) return false;
  const { nextCheckAt, gone } = check;
  tables.messages.set(key, {
    ...row,
    check: { nextCheckAt, gone, attempts: row.check.attempts + 1, lease: null },
  });
  return true;
}
