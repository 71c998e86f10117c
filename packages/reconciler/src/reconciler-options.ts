import { randomUUID } from 'node:crypto';
import { assertInteger, assertKnownOptions } from '@statuswire/contracts';
import type { Ledger } from '@statuswire/ledger';
import { type CheckPolicy, createCheckPolicy } from './check-policy.ts';
import type { ListSweepSettings } from './list-sweep.ts';
import type { MessagesClient } from './messages-client.ts';
import type { ReconcilerEvent } from './reconciler-events.ts';

/** How the list of messages is swept. */
export interface ListOptions {
  /** How often a new window is begun, in milliseconds. @default 300,000 (5 minutes) */
  readonly intervalMs?: number;
  /** How much of the windows before is looked at again, in milliseconds. @default 300,000 */
  readonly overlapMs?: number;
  /** How old a message must be: its callbacks may still be on their way before. Milliseconds. @default 120,000 */
  readonly quietMs?: number;
  /** How far back the first window of all goes, before the ledger has a watermark, in milliseconds. @default 18,000,000 (5 hours) */
  readonly lookbackMs?: number;
  /** Most pages of one round. @default 10 */
  readonly maxPages?: number;
  /** Messages of a page, 1 to 1,000. @default 1,000 */
  readonly pageSize?: number;
}

/** Options of `createReconciler`. */
export interface ReconcilerOptions {
  /** Where answers are recorded, and what says which checks are due. */
  readonly ledger: Ledger;
  /** What asks SignalWire; one for each project. */
  readonly client: MessagesClient | readonly MessagesClient[];
  /** When to ask. Give its `checkAt` to the ledger as well. @default `createCheckPolicy()` */
  readonly policy?: CheckPolicy;
  /** How the list is swept; `false` for not at all. */
  readonly list?: ListOptions | false;
  /** From the end of one round to the next, in milliseconds; a round that has more to do is followed at once. @default 15,000 */
  readonly intervalMs?: number;
  /** Most messages that a round asks about one by one. @default 500 */
  readonly maxChecks?: number;
  /** Most messages asked about at once; the client has a bound of its own. @default 4 */
  readonly concurrency?: number;
  /** How long this process may keep a message, or the list, from others while it asks, in milliseconds. @default 120,000 */
  readonly leaseMs?: number;
  /** Distinct for each process. @default a random one */
  readonly owner?: string;
  /** Begin paused: see `pause`. @default false */
  readonly paused?: boolean;
  /** Hears of all that happens. What it throws is ignored. @default nobody */
  readonly onEvent?: (event: ReconcilerEvent) => void;
  /** Our clock. @default the system's */
  readonly now?: () => Date;
  /** From 0 to just below 1. @default `Math.random` */
  readonly random?: () => number;
}

/** The options, complete and checked. */
export type ReconcilerSettings = Required<Omit<ReconcilerOptions, 'list'>> & {
  readonly list: ListSweepSettings | false;
};

const knownOptions = [
  'ledger',
  'client',
  'policy',
  'list',
  'intervalMs',
  'maxChecks',
  'concurrency',
  'leaseMs',
  'owner',
  'paused',
  'onEvent',
  'now',
  'random',
] as const satisfies readonly (keyof ReconcilerOptions)[];

const knownListOptions = [
  'intervalMs',
  'overlapMs',
  'quietMs',
  'lookbackMs',
  'maxPages',
  'pageSize',
] as const satisfies readonly (keyof ListOptions)[];

const dayMs = 86_400_000;

/** Checks options and fills in what was left out. Throws `STATUSWIRE_INVALID_OPTIONS`. */
export function reconcilerSettings(options: ReconcilerOptions): ReconcilerSettings {
  assertKnownOptions('createReconciler', options, knownOptions);
  const { intervalMs = 15_000, maxChecks = 500, concurrency = 4, leaseMs = 120_000 } = options;
  assertInteger('intervalMs', intervalMs, 1, dayMs);
  assertInteger('maxChecks', maxChecks, 1, 100_000);
  assertInteger('concurrency', concurrency, 1, 1_000);
  assertInteger('leaseMs', leaseMs, 1_000, dayMs);
  return {
    ledger: options.ledger,
    client: options.client,
    policy: options.policy ?? createCheckPolicy(),
    list: options.list === false ? false : listSettings(options.list ?? {}),
    intervalMs,
    maxChecks,
    concurrency,
    leaseMs,
    owner: options.owner ?? randomUUID(),
    paused: options.paused ?? false,
    onEvent: options.onEvent ?? (() => {}),
    now: options.now ?? (() => new Date()),
    random: options.random ?? Math.random,
  };
}

/** The options of the list sweep, complete and checked. */
export function listSettings(options: ListOptions): ListSweepSettings {
  assertKnownOptions('createReconciler list', options, knownListOptions);
  const settings = {
    intervalMs: options.intervalMs ?? 300_000,
    overlapMs: options.overlapMs ?? 300_000,
    quietMs: options.quietMs ?? 120_000,
    lookbackMs: options.lookbackMs ?? 18_000_000,
    maxPages: options.maxPages ?? 10,
    pageSize: options.pageSize ?? 1_000,
  };
  assertInteger('list.intervalMs', settings.intervalMs, 1_000, dayMs);
  assertInteger('list.overlapMs', settings.overlapMs, 0, 30 * dayMs);
  assertInteger('list.quietMs', settings.quietMs, 0, dayMs);
  assertInteger('list.lookbackMs', settings.lookbackMs, 0, 365 * dayMs);
  assertInteger('list.maxPages', settings.maxPages, 1, 10_000);
  assertInteger('list.pageSize', settings.pageSize, 1, 1_000);
  return settings;
}
