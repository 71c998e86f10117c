import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  isFailure,
  isTerminal,
  type MessageStatus,
  messageStatuses,
  parseMessageStatus,
  statusRank,
} from '../src/index.ts';
import compatibility from './fixtures/compatibility-callback.json' with { type: 'json' };
import resource from './fixtures/message-resource.json' with { type: 'json' };
import platform from './fixtures/platform-callback.json' with { type: 'json' };
import { readCallback, readResource } from './reading.ts';

// docs/dialects.md, "Statuses".
const lists = {
  'the compatibility callback': 'queued sending sent delivered undelivered failed receiving received',
  'the compatibility REST API of today': 'queued initiated sent failed delivered undelivered received',
  'the platform': 'queued initiated sent delivered undelivered failed read',
};
const words = Object.values(lists).flatMap((list) => list.split(' '));

describe('the documented lists of statuses', () => {
  it('differ, and the canonical list is their union', () => {
    expect([...messageStatuses].sort()).toEqual([...new Set(words)].sort());
  });

  it.each(lists['the compatibility callback'].split(' '))('compatibility callback: %s', (status) => {
    expect(readCallback({ ...compatibility, MessageStatus: status }).status).toBe(status);
  });

  it.each(lists['the compatibility REST API of today'].split(' '))('compatibility REST: %s', (status) => {
    expect(readResource({ ...resource, status }).status).toBe(status);
  });

  it.each(lists['the platform'].split(' '))('platform: %s', (status) => {
    expect(readCallback({ ...platform, status }).status).toBe(status);
  });
});

describe('table of statuses', () => {
  const table: readonly { readonly statuses: readonly MessageStatus[]; rank: number; terminal: boolean }[] = [
    { statuses: ['queued'], rank: 0, terminal: false },
    { statuses: ['initiated', 'sending', 'receiving'], rank: 1, terminal: false },
    { statuses: ['sent'], rank: 2, terminal: false },
    { statuses: ['delivered', 'undelivered', 'failed', 'received'], rank: 3, terminal: true },
    { statuses: ['read'], rank: 4, terminal: true },
  ];

  it('has every status once', () => {
    expect(table.flatMap(({ statuses }) => statuses).sort()).toEqual([...messageStatuses].sort());
  });

  it.each(table)('$statuses: rank $rank, terminal $terminal', ({ statuses, rank, terminal }) => {
    for (const status of statuses) {
      expect(statusRank(status)).toBe(rank);
      expect(isTerminal(status)).toBe(terminal);
    }
  });

  it('unknown: no rank, not terminal, no failure', () => {
    expect(statusRank('unknown')).toBeNull();
    expect(isTerminal('unknown')).toBe(false);
    expect(isFailure('unknown')).toBe(false);
  });

  it('failures are undelivered and failed, no other: an MMS that ends at sent is none', () => {
    expect(messageStatuses.filter(isFailure)).toEqual(['undelivered', 'failed']);
  });

  it('is the one that docs/dialects.md prints', () => {
    const page = readFileSync(new URL('../../../docs/dialects.md', import.meta.url), 'utf8');
    const printed = [...page.matchAll(/^\| `(\w+)` +\| (\d|none) +\| (yes|no) +\|/gm)].map(
      ([, status, rank, terminal]) => ({
        status,
        rank: rank === 'none' ? null : Number(rank),
        terminal: terminal === 'yes',
      }),
    );
    expect(printed).toEqual(
      [...messageStatuses, 'unknown' as const].map((status) => ({
        status,
        rank: statusRank(status),
        terminal: isTerminal(status),
      })),
    );
  });
});

describe("SignalWire's word for a status", () => {
  it.each(messageStatuses)('%s is read whatever its case', (status) => {
    expect(parseMessageStatus(status.toUpperCase())).toBe(status);
    expect(parseMessageStatus(`${status.slice(0, 1).toUpperCase()}${status.slice(1)}`)).toBe(status);
    expect(readCallback({ ...platform, status: status.toUpperCase() }).providerStatus).toBe(status.toUpperCase());
  });

  it.each(['scheduled', 'unknown', 'delivered ', 'constructor', '__proto__', '已送达', '\ud800'])(
    '%j is unknown, and kept',
    (word) => {
      expect(parseMessageStatus(word)).toBe('unknown');
      expect(readCallback({ ...platform, status: word })).toMatchObject({ status: 'unknown', providerStatus: word });
      expect(readCallback({ ...compatibility, MessageStatus: word })).toMatchObject({
        status: 'unknown',
        providerStatus: word,
      });
    },
  );
});
