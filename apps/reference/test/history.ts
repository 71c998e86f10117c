import { eventKey, type MessageStatus, type StatusEvent } from '@statuswire/contracts';
import type { Ledger, LedgerStore } from '@statuswire/ledger';
import type { AppendEntry } from '@statuswire/ledger/store';
import { type Chance, createChance } from '@statuswire/ledger/testing';

/** What a history is made of. */
export interface HistoryOptions {
  readonly seed: number;
  readonly messages: number;
  /** When its last message begins, in milliseconds since 1970. */
  readonly until: number;
  /** How far back it goes. */
  readonly hours: number;
  /** Only the last of what is told of each message: quicker, where the number of messages is what matters. @default 'all' */
  readonly events?: 'all' | 'one';
  /** `odd`: messages of which nothing more was told, words that nobody documented, no codes, numbers of no country. @default 'usual' */
  readonly days?: keyof typeof days;
}

type Status = MessageStatus | 'unknown';

/** The projects of a history. */
export const historyProjects = [
  'a1f09c3e-5a44-4ec1-9c55-0d8f6b1c7e01',
  'b7d21e80-93f6-4a0b-8a1d-52c04f9e3b02',
] as const;

const ours = ['+12065550143', '+14155550117', '+16175550188'] as const;

const texts = [
  'Your table for two is booked for 19:30. See you tonight!',
  'Your parcel is out for delivery and arrives between 2 and 4 pm.',
  'Tap water in your street is off tomorrow from 9 to 11 am.',
] as const;

interface Days {
  readonly endings: readonly [Status, ...Status[]];
  readonly codes: readonly [string | null, ...(string | null)[]];
  /** What the numbers of others begin with. */
  readonly others: readonly [string, ...string[]];
}

// As often as they stand here.
const days = {
  usual: {
    endings: [
      'delivered',
      ...Array<MessageStatus>(14).fill('delivered'),
      'read',
      'undelivered',
      'undelivered',
      'failed',
      'sent',
      'received',
    ],
    codes: ['30003', '30003', '30003', '30005', '30007', '30007', '21610', '30004', '99999'],
    others: ['+1303', '+1512', '+1718', '+4420', '+4930', '+3361'],
  },
  odd: {
    endings: [
      'queued',
      'initiated',
      'sending',
      'receiving',
      'unknown',
      'sent',
      'sent',
      'failed',
      'undelivered',
      'read',
    ],
    codes: [null, '30003', '11751'],
    others: ['24273', 'EXAMPLE', '+1303', '+4930'],
  },
} as const satisfies Readonly<Record<string, Days>>;

function hex(chance: Chance, digits: number): string {
  return Array.from({ length: digits }, () => chance.below(16).toString(16)).join('');
}

interface Told {
  readonly status: Status;
  /** By SignalWire's clock. */
  readonly at: number;
  /** By ours. */
  readonly seenAt: number;
  readonly source: 'callback' | 'rest';
  readonly code: string | null;
}

/** What is told of a message that comes to this ending, in the order in which it happened. */
function lifeOf(ending: Status, startedAt: number, chance: Chance, codes: Days['codes']): readonly Told[] {
  const tell = (status: Status, at: number, source: Told['source'] = 'callback'): Told => {
    // Now and then a callback takes its time.
    const late = chance.below(40) === 0 ? 9_000 : 0;
    const code = status === 'failed' || status === 'undelivered' ? chance.pick(codes) : null;
    return { status, at, seenAt: at + 120 + chance.below(200) + late, source, code };
  };
  // What is unknown moves nothing: alone it is all there is.
  if (ending === 'received' || ending === 'receiving' || ending === 'unknown') return [tell(ending, startedAt)];
  const sentAt = startedAt + 300 + chance.below(1_800);
  const endedAt = sentAt + 600 + chance.below(6_000);
  const queued = tell('queued', startedAt);
  if (ending === 'queued') return [queued];
  if (ending === 'initiated' || ending === 'sending') return [queued, tell(ending, sentAt)];
  if (ending === 'failed') return [queued, tell('failed', sentAt)];
  const sent = [queued, tell('sent', sentAt)];
  if (ending === 'sent') return sent;
  // Some endings are never told by a callback, and a few contradict each other.
  const source = chance.below(30) === 0 ? 'rest' : 'callback';
  const ended = [...sent, tell(ending === 'read' ? 'delivered' : ending, endedAt, source)];
  if (ending === 'read') return [...ended, tell('read', endedAt + 60_000)];
  return chance.below(80) === 0 ? [...ended, tell('undelivered', endedAt + 2_000)] : ended;
}

/** Makes up what was told of so many messages, over so many hours: the same for the same seed. */
export function* historyOf(options: HistoryOptions): Generator<StatusEvent> {
  const { seed, messages, until, hours, events = 'all' } = options;
  const { endings, codes, others }: Days = days[options.days ?? 'usual'];
  const chance = createChance(seed);
  const spanMs = hours * 3_600_000;
  for (let index = 0; index < messages; index += 1) {
    // More by day than by night.
    const at = until - spanMs + Math.floor((index / messages) * spanMs);
    const startedAt = at + Math.floor(Math.sin(at / 6_000_000) * 2_400_000);
    const dialect = chance.pick(['compatibility', 'platform'] as const);
    const ending = chance.pick(endings);
    const inbound = ending === 'received' || ending === 'receiving';
    const own = chance.pick(ours);
    const other = `${chance.pick(others)}${String(chance.below(10_000_000)).padStart(7, '0')}`;
    const message = {
      dialect,
      projectId: chance.pick(historyProjects),
      messageId: `${hex(chance, 8)}-${hex(chance, 4)}-4${hex(chance, 3)}-8${hex(chance, 3)}-${hex(chance, 12)}`,
      from: inbound ? other : own,
      to: inbound ? own : other,
      body: chance.pick(texts),
      segments: 1,
      media: dialect === 'compatibility' ? Number(chance.below(12) === 0) : null,
      direction: null,
      customVariables: dialect === 'platform' ? { order: `A-${index}` } : {},
      extra: {},
    } as const;
    const life = lifeOf(ending, Math.min(startedAt, until), chance, codes);
    for (const { status, at: told, seenAt, source, code } of events === 'one' ? life.slice(-1) : life) {
      const event = {
        ...message,
        source,
        status,
        providerStatus: status === 'unknown' ? 'parked' : status,
        error: code === null ? null : { code, message: null },
        occurredAt: dialect === 'platform' ? new Date(told).toISOString() : null,
        receivedAt: new Date(seenAt).toISOString(),
      } as const satisfies Omit<StatusEvent, 'key'>;
      const whole = { key: eventKey(event), ...event };
      yield whole;
      if (chance.below(25) === 0) yield { ...whole, receivedAt: new Date(seenAt + 5_000).toISOString() };
    }
  }
}

const verified = { framework: 'express', signature: 'verified', scheme: 'form_fields', downgraded: 'false' } as const;

/** Records a history. */
export async function recordHistory(ledger: Ledger, options: HistoryOptions): Promise<void> {
  let batch: Promise<unknown>[] = [];
  for (const event of historyOf(options)) {
    batch.push(ledger.record(event, event.source === 'rest' ? {} : { provenance: verified }));
    if (batch.length < 1_000) continue;
    await Promise.all(batch);
    batch = [];
  }
  await Promise.all(batch);
}

/** Records a history in large transactions, past the ledger: quick, where there are a great many messages. */
export async function appendHistory(store: LedgerStore, options: HistoryOptions): Promise<void> {
  const checkAt = () => null;
  let batch: AppendEntry[] = [];
  for (const event of historyOf(options)) {
    batch.push({ event, provenance: null });
    if (batch.length < 5_000) continue;
    await store.append(batch, { checkAt });
    batch = [];
  }
  await store.append(batch, { checkAt });
}
