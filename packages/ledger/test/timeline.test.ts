import type { MessageStatus } from '@statuswire/contracts';
import { compareTimeline, recordOf } from '@statuswire/ledger/store';
import { makeEvent } from '@statuswire/ledger/testing';
import { expect, test } from 'vitest';

const second = '2026-11-20T10:00:00.000Z';

function fact(status: MessageStatus | 'unknown', occurredAt: string | null, receivedAt: string) {
  return recordOf(makeEvent({ status, providerStatus: status, occurredAt, receivedAt }), null);
}

function told(facts: readonly ReturnType<typeof fact>[]): readonly string[] {
  return [...facts].sort(compareTimeline).map(({ status }) => status);
}

test('what the provider tells of the same second stands as a message lives, however it arrived', () => {
  const facts = (['delivered', 'unknown', 'sent', 'initiated', 'queued'] as const).map((status, index) =>
    fact(status, second, `2026-11-20T10:00:01.00${index}Z`),
  );
  expect(told(facts)).toEqual(['queued', 'initiated', 'sent', 'delivered', 'unknown']);
  expect(told(facts.toReversed())).toEqual(['queued', 'initiated', 'sent', 'delivered', 'unknown']);
});

test('of two seconds the earlier is first, whatever it tells', () => {
  const later = fact('queued', '2026-11-20T10:00:01.000Z', second);
  expect(told([later, fact('delivered', second, '2026-11-20T10:00:05.000Z')])).toEqual(['delivered', 'queued']);
});

test('the provider’s time stands beside ours where it tells none', () => {
  const untimed = fact('sent', null, '2026-11-20T10:00:00.500Z');
  const facts = [fact('delivered', '2026-11-20T10:00:01.000Z', second), untimed, fact('queued', second, second)];
  expect(told(facts)).toEqual(['queued', 'sent', 'delivered']);
});
