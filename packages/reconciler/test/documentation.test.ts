import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as reconciler from '../src/index.ts';
import { createCheckPolicy, messageFates, requestsPerDay, requestsPerMessage } from '../src/index.ts';

const page = readFileSync(new URL('../../../docs/reconciliation.md', import.meta.url), 'utf8');

/** The rows of the table whose first column is called so. */
function table(name: string): string[][] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${name} `));
  const rows: string[][] = [];
  for (const line of lines.slice(start + 2)) {
    if (!line.startsWith('|')) break;
    const cells = line.split('|').slice(1, -1);
    rows.push(cells.map((cell) => cell.trim().replaceAll('`', '')));
  }
  return rows;
}

const number = (value: number) => value.toLocaleString('en-US');

describe('docs/reconciliation.md', () => {
  test('tells what each fate costs, as the code computes it', () => {
    const costs = requestsPerMessage();
    expect(table('fate').map(([fate, , requests]) => [fate, Number(requests)])).toEqual(
      messageFates.map((fate) => [fate, costs[fate]]),
    );
  });

  test('tells what a day costs, as the code computes it', () => {
    const shares = {
      receipt_after_10_minutes: 0.02,
      no_receipt: 0.03,
      mms: 0.05,
      ending_lost: 0.005,
      contradicted: 0.001,
      all_lost: 0.0005,
    };
    const rows = [1_000, 10_000, 100_000, 1_000_000, 10_000_000].map((messagesPerDay) => {
      const { checks, pages } = requestsPerDay({ messagesPerDay, shares });
      return [number(messagesPerDay), number(checks), number(pages), ((checks + pages) / 86_400).toFixed(2)];
    });
    expect(table('messages a day')).toEqual(rows);
    expect(page).toContain('2 % of receipts after 10 min, 3 % never, 5 % MMS, 0.5 % of endings');
    expect(page).toContain('0.1 % contradictions, and 0.05 % of messages');
    const { checks } = requestsPerDay({ messagesPerDay: 1_000_000, shares });
    const ofSilent = Math.round((30_000 * requestsPerMessage().no_receipt * 100) / checks);
    expect(page).toContain(`Some ${ofSilent} % of the checks are about messages of which no receipt ever comes`);
  });

  test('tells what tuning changes', () => {
    const checks = (options: reconciler.CheckPolicyOptions) =>
      requestsPerMessage(createCheckPolicy(options)).no_receipt;
    expect(page).toContain(`\`afterSentMs: 600_000\`: ${checks({ afterSentMs: 600_000 })} instead of ${checks({})}`);
    expect(page).toContain(`with 30 min, ${checks({ longestMs: 1_800_000 })} instead of ${checks({})}`);
  });

  test('tells every kind of failure', () => {
    expect(table('`failure.kind`').map(([kind]) => kind)).toEqual([
      'not_found',
      'unauthorized',
      'throttled',
      'unavailable',
      'refused',
      'malformed',
      'aborted',
    ] satisfies reconciler.RestFailure['kind'][]);
  });
});

test('the public entry exports these names and no other', () => {
  expect(Object.keys(reconciler).sort()).toEqual([
    'checkTallies',
    'createCheckPolicy',
    'createMessagesClient',
    'createReconciler',
    'expectSent',
    'messageFates',
    'requestsPerDay',
    'requestsPerMessage',
    'restOperations',
  ]);
});
