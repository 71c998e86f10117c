import { expect, test } from 'vitest';
import type { RecordedEvent } from '../src/api/client.ts';
import { replayedAt, tellerOf } from '../src/message/timeline-marks.ts';

const at = '2026-03-01T12:00:00.000Z';

function eventOf(change: Partial<RecordedEvent>): RecordedEvent {
  return {
    key: 'k',
    source: 'callback',
    dialect: 'compatibility',
    projectId: 'p',
    messageId: 'm',
    status: 'sent',
    providerStatus: 'sent',
    from: '',
    to: '',
    body: null,
    segments: null,
    media: null,
    direction: null,
    error: null,
    occurredAt: null,
    receivedAt: at,
    customVariables: {},
    extra: {},
    cursor: '1',
    lastReceivedAt: at,
    deliveries: { callback: 1, rest: 0 },
    provenance: null,
    ...change,
  };
}

const replayed = { receivedAt: at, details: { replayed: '2026-03-01T12:07:00.000Z' } };
const asked = { source: 'rest', deliveries: { callback: 1, rest: 1 } } as const;

test.each([
  ['callback', {}],
  ['callback', { provenance: { receivedAt: at, details: { signature: 'verified' } } }],
  ['replay', { provenance: replayed }],
  ['replay and callback', { provenance: replayed, deliveries: { callback: 2, rest: 0 } }],
  ['rest', { ...asked }],
  // SignalWire's own answer outweighs, and the mark of the replay stands beside it.
  ['rest', { ...asked, provenance: replayed }],
] as const)('who told a fact: %s', (teller, change) => {
  expect(tellerOf(eventOf(change))).toBe(teller);
});

test('a replay is told only by an instant', () => {
  expect(replayedAt(eventOf({ provenance: replayed }))).toBe('2026-03-01T12:07:00.000Z');
  expect(replayedAt(eventOf({ provenance: { receivedAt: at, details: { replayed: 'soon' } } }))).toBeNull();
  expect(replayedAt(eventOf({ provenance: null }))).toBeNull();
});
