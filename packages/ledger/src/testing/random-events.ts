import { eventKey, type MessageStatus, messageStatuses, type StatusEvent } from '@statuswire/contracts';

/** A source of chance that can be repeated. */
export interface Chance {
  /** From 0 to just below `bound`. */
  below(bound: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  shuffle<Item>(items: readonly Item[]): Item[];
}

/** Chance from a seed: the same seed gives the same run (mulberry32). */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const below = (bound: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
  return {
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    shuffle(items) {
      const shuffled = [...items];
      for (let index = shuffled.length - 1; index > 0; index -= 1) {
        const other = below(index + 1);
        const item = shuffled[index];
        const swapped = shuffled[other];
        if (item === undefined || swapped === undefined) continue;
        shuffled[index] = swapped;
        shuffled[other] = item;
      }
      return shuffled;
    },
  };
}

/** The beginning of the time in which random events lie. */
export const firstHour = Date.parse('2026-03-01T10:00:00.000Z');

/** What texts hold when somebody means harm, or an encoding went wrong. */
export const hostileTexts = [
  'plain',
  '',
  'NUL \u0000 inside',
  'lone \ud800 high',
  'lone \udc00 low',
  '\\u{0} \\u0000 \\',
  "'; DROP TABLE messages; --",
  '%_\\%',
  '𝄞 \u{10ffff} é e\u0301',
  '__proto__',
] as const satisfies readonly string[];

/** Makes an event, with its key, of what is said and of defaults. */
export function makeEvent(fields: Partial<StatusEvent>): StatusEvent {
  const status = fields.status ?? 'sent';
  const event: Omit<StatusEvent, 'key'> = {
    source: 'callback',
    dialect: 'platform',
    projectId: 'project-1',
    messageId: 'message-1',
    status,
    providerStatus: status,
    from: '+15550000001',
    to: '+447700900001',
    body: 'text',
    segments: 1,
    media: null,
    direction: null,
    error: null,
    occurredAt: null,
    receivedAt: new Date(firstHour).toISOString(),
    customVariables: {},
    extra: {},
    ...fields,
  };
  return { key: fields.key ?? eventKey(event), ...event };
}

/**
 * Events in which everything that can go wrong is likely: equal keys with other contents, equal times, contradictory
 * endings, both dialects and sources, unknown statuses, hostile texts.
 */
export function randomEvents(chance: Chance, count: number): readonly StatusEvent[] {
  return Array.from({ length: count }, () => randomEvent(chance));
}

const minutes = [0, 1, 2, 59, 60, 61, 24 * 60, 26 * 60] as const;

function randomInstant(chance: Chance): string {
  return new Date(firstHour + chance.pick(minutes) * 60_000 + chance.below(3)).toISOString();
}

function randomEvent(chance: Chance): StatusEvent {
  const status: MessageStatus | 'unknown' = chance.below(12) === 0 ? 'unknown' : chance.pick(statuses);
  const word = status === 'unknown' ? chance.pick(['bounced', 'Bounced', 'parked']) : status;
  return makeEvent({
    source: chance.below(4) === 0 ? 'rest' : 'callback',
    dialect: chance.pick(['compatibility', 'platform']),
    projectId: chance.pick(['project-1', 'project-1', 'project-2', 'project %_\u0000']),
    messageId: chance.pick(['message-1', 'message-2', 'message-3', 'message \ud800']),
    status,
    providerStatus: chance.below(3) === 0 ? word.toUpperCase() : word,
    from: chance.pick(['+15550000001', '+15550000002', '15550000001', '']),
    to: chance.pick(['+447700900001', '+4915100000', '55512', '']),
    body: chance.below(3) === 0 ? null : chance.pick(hostileTexts),
    segments: chance.pick([null, 0, 1, 2]),
    media: chance.pick([null, null, 0, 1]),
    direction: chance.pick([null, null, 'outbound-api', 'inbound']),
    error: chance.pick([
      null,
      { code: '30003', message: null },
      { code: '30003', message: 'unreachable' },
      { code: '30007', message: chance.pick(hostileTexts) },
      { code: null, message: 'no code' },
    ]),
    occurredAt: chance.below(3) === 0 ? randomInstant(chance) : null,
    receivedAt: randomInstant(chance),
    customVariables: chance.pick([
      {},
      {},
      { order: '4711' },
      { order: '4712', ['__proto__']: 'x', name: 'Ärger\u0000' },
    ]),
    extra: chance.pick<StatusEvent['extra']>([
      {},
      { price: null },
      { price: '0.0079', deep: [{ '': '\u0000' }] },
      { price: 1e-7 },
    ]),
  });
}

const statuses = [...messageStatuses, 'sent', 'delivered', 'failed'] as unknown as readonly [
  MessageStatus,
  ...MessageStatus[],
];

/** Cuts a list into batches of random sizes. */
export function randomBatches<Item>(chance: Chance, items: readonly Item[]): readonly (readonly Item[])[] {
  const batches: (readonly Item[])[] = [];
  for (let from = 0; from < items.length; ) {
    const size = 1 + chance.below(8);
    batches.push(items.slice(from, from + size));
    from += size;
  }
  return batches;
}
