import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRejectionCounts } from '../src/rejection-counts.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

interface Written {
  readonly name: string;
  readonly amount: number | undefined;
}

function recorder() {
  const written: Written[] = [];
  const failing = { now: false };
  return {
    written,
    failing,
    async tally(name: string, _projectId?: string, amount?: number): Promise<void> {
      if (failing.now) throw new Error('locked');
      written.push({ name, amount });
    },
  };
}

test('a thousand rejections are one write for each reason, and the rest is written when it stops', async () => {
  const ledger = recorder();
  const counts = createRejectionCounts(ledger);
  for (let index = 0; index < 1_000; index += 1) counts.add('wrong_signature');
  counts.add('body_too_large');
  expect(ledger.written).toEqual([]);
  await vi.advanceTimersByTimeAsync(5_000);
  const first = [
    { name: 'rejected.wrong_signature', amount: 1_000 },
    { name: 'rejected.body_too_large', amount: 1 },
  ];
  expect(ledger.written).toEqual(first);
  counts.add('wrong_signature');
  await counts.stop();
  expect(ledger.written).toEqual([...first, { name: 'rejected.wrong_signature', amount: 1 }]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ledger.written).toHaveLength(3);
});

test('what cannot be written is not forgotten', async () => {
  const ledger = recorder();
  const counts = createRejectionCounts(ledger);
  ledger.failing.now = true;
  counts.add('wrong_signature');
  await vi.advanceTimersByTimeAsync(10_000);
  counts.add('wrong_signature');
  ledger.failing.now = false;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(ledger.written).toEqual([{ name: 'rejected.wrong_signature', amount: 2 }]);
  await counts.stop();
});
