import { parseArgs } from 'node:util';
import { type Framework, frameworks } from '../middleware/contenders.ts';

/** What can be measured. */
export const ledgerSuites = ['throughput', 'app', 'live', 'queries'] as const;

/** One of the things that can be measured. */
export type LedgerSuite = (typeof ledgerSuites)[number];

/** The databases that can be measured. */
export const databases = ['sqlite', 'postgres'] as const;

/** A database that can be measured. */
export type DatabaseName = (typeof databases)[number];

/** What is to be measured, and how long. */
export interface LedgerBenchOptions {
  readonly suites: readonly LedgerSuite[];
  /** Of `throughput`. */
  readonly databases: readonly DatabaseName[];
  /** Of `throughput`: how many callers wait for an answer at any time. */
  readonly inFlight: readonly number[];
  /** Of `app` and `live`. */
  readonly frameworks: readonly Framework[];
  readonly rounds: number;
  /** Of `live`: how many event streams are open, one round for each. */
  readonly clients: readonly number[];
  /** Of `live`: callbacks sent each second. */
  readonly perSecond: number;
  /** Length of one round of one contender; of `throughput`, `app` and `live`. */
  readonly seconds: number;
  /** Messages of the large database of `queries`; the small one has a tenth. */
  readonly messages: number;
  /** Keep the databases of `queries` for the next run. */
  readonly keep: boolean;
  /** What the names of the reports begin with. */
  readonly name: string;
  /** Fail where a goal is missed. */
  readonly check: boolean;
}

/** How the command is used. */
export const ledgerUsage = `Usage: pnpm bench:ledger [suite ...] [options]

Measures what a durable record costs, beside one transaction per request, beside a record in
memory, and at two sizes. Writes JSON to .reports/bench/.

Suites: ${ledgerSuites.join(', ')} (all of them where none is named)
  throughput  recorded callbacks per second with group commit, and with a transaction for each
  app         the reference app on SQLite, and on the store in memory
  live        the reference app at a given pace, with event streams open
  queries     summary and list with a great many messages, and with a tenth of them

  --database NAME   throughput: ${databases.join(' or ')} (both)
  --in-flight N     throughput: callers that wait at any time, 1 to 5000; can be repeated (64, 256, 1024)
  --framework NAME  app, live: ${frameworks.join(' or ')} (both)
  --clients N       live: event streams that are open, 0 to 1000; can be repeated (0, 20, 200)
  --per-second N    live: callbacks a second, 1 to 10000 (1000)
  --messages N      queries: messages of the large database, 1000 to 10000000 (1000000)
  --keep            queries: keep the databases, and use those that are there (.reports/bench/data)
  --rounds N        rounds of each contender, 1 to 100 (5)
  --seconds N       throughput, app, live: length of a round, 0.5 to 600 (3)
  --name NAME       what the names of the reports begin with: a to z, 0 to 9 and - (ledger)
  --check           exit with 1 where a figure misses its goal by more than noise
  --help            show this text
`;

/** The options, a wish for help, or all that is wrong. */
export type ParsedLedgerOptions =
  | { readonly kind: 'options'; readonly options: LedgerBenchOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'invalid'; readonly faults: readonly string[] };

function isOneOf<Name extends string>(names: readonly Name[], given: string): given is Name {
  return (names as readonly string[]).includes(given);
}

/** Reads the command line. */
export function parseLedgerOptions(args: readonly string[]): ParsedLedgerOptions {
  const faults: string[] = [];

  function some<Name extends string>(what: string, given: readonly string[], names: readonly Name[]): readonly Name[] {
    for (const name of given) {
      if (!isOneOf(names, name)) faults.push(`${name} is no ${what}: there are ${names.join(', ')}.`);
    }
    // In the order of the list, each once.
    return given.length === 0 ? names : names.filter((name) => given.includes(name));
  }

  function number(option: string, given: string | undefined, least: number, most: number, otherwise: number): number {
    if (given === undefined) return otherwise;
    const value = Number(given);
    if (given.trim() !== '' && value >= least && value <= most) return value;
    faults.push(`--${option} takes a number from ${least} to ${most}, not "${given}".`);
    return otherwise;
  }

  function whole(option: string, given: string | undefined, least: number, most: number, otherwise: number): number {
    const value = number(option, given, least, most, otherwise);
    if (!Number.isInteger(value)) faults.push(`--${option} takes a whole number.`);
    return value;
  }

  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        database: { type: 'string', multiple: true, default: [] },
        'in-flight': { type: 'string', multiple: true, default: ['64', '256', '1024'] },
        framework: { type: 'string', multiple: true, default: [] },
        clients: { type: 'string', multiple: true, default: ['0', '20', '200'] },
        'per-second': { type: 'string' },
        messages: { type: 'string' },
        keep: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        name: { type: 'string', default: 'ledger' },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    if (!/^[a-z0-9-]{1,40}$/.test(values.name)) faults.push('--name takes 1 to 40 of a to z, 0 to 9 and -.');
    const options: LedgerBenchOptions = {
      suites: some('suite', positionals, ledgerSuites),
      databases: some('database', values.database, databases),
      inFlight: [...new Set(values['in-flight'].map((given) => whole('in-flight', given, 1, 5_000, 64)))],
      frameworks: some('framework', values.framework, frameworks),
      clients: [...new Set(values.clients.map((given) => whole('clients', given, 0, 1_000, 20)))],
      perSecond: whole('per-second', values['per-second'], 1, 10_000, 1_000),
      rounds: whole('rounds', values.rounds, 1, 100, 5),
      seconds: number('seconds', values.seconds, 0.5, 600, 3),
      messages: whole('messages', values.messages, 1_000, 10_000_000, 1_000_000),
      keep: values.keep,
      name: values.name,
      check: values.check,
    };
    return faults.length === 0 ? { kind: 'options', options } : { kind: 'invalid', faults };
  } catch (error) {
    return { kind: 'invalid', faults: [error instanceof Error ? error.message : String(error)] };
  }
}
