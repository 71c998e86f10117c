import { parseArgs } from 'node:util';
import { type Dialect, dialects } from './deliveries.ts';
import { type DatabaseName, databases } from './ledger/databases.ts';
import { type Framework, frameworks } from './middleware/contenders.ts';
import { defaultSuites, type SuiteName, suiteNames, suites } from './suites.ts';

/** What is to be measured, and how long. */
export interface BenchOptions {
  readonly suites: readonly SuiteName[];
  readonly frameworks: readonly Framework[];
  readonly dialects: readonly Dialect[];
  readonly databases: readonly DatabaseName[];
  /** How many callers wait for an answer at any time. */
  readonly inFlight: readonly number[];
  /** How many event streams are open, one round for each. */
  readonly clients: readonly number[];
  readonly rounds: number;
  /** Length of one round of one contender. */
  readonly seconds: number;
  /** Length of the soak. */
  readonly minutes: number;
  /** Callbacks a second that are sent, whether or not those before were answered. */
  readonly rate: number;
  /** The same with event streams open. */
  readonly perSecond: number;
  /** Messages of the large database; the small one has a tenth. */
  readonly messages: number;
  /** Messages that are stored already as callbacks and event streams come. */
  readonly over: number;
  /** How often each call of the dashboard's first screen is made. */
  readonly calls: number;
  /** Keep the databases with a great many messages for the next run. */
  readonly keep: boolean;
  /** What the names of the reports begin with; empty for none. */
  readonly name: string;
  /** Fail where a ratio misses its goal. */
  readonly check: boolean;
  /** Write CPU profiles of the servers under test. */
  readonly profile: boolean;
}

const list = suites.map(({ name, about, byDefault }) => `  ${name.padEnd(11)} ${byDefault ? '*' : ' '} ${about}`);

/** How the command is used. */
export const usage = `Usage: pnpm bench [suite ...] [options]

Measures what StatusWire costs, each thing beside its baselines in the same run. Prints tables and
ratios with their spread; writes JSON and charts (SVG) to .reports/bench/.

Suites (those with * where none is named)
${list.join('\n')}

  --framework NAME  ${frameworks.join(' or ')} (both)
  --dialect NAME    pipeline, middleware, load: ${dialects.join(' or ')} (both)
  --database NAME   throughput: ${databases.join(' or ')} (both)
  --in-flight N     throughput: callers that wait at any time, 1 to 5000; can be repeated (64, 256, 1024)
  --clients N       live: event streams that are open, 0 to 1000; can be repeated (0, 20, 200)
  --rate N          load, soak: callbacks a second, 1 to 100000 (2000)
  --per-second N    live: callbacks a second, 1 to 10000 (1000)
  --messages N      queries, dashboard: messages of the large database, 1000 to 10000000 (1000000)
  --over N          live: messages that are stored before, 0 or 1000 to 10000000 (0); kept for the next run
  --calls N         dashboard: how often each call of the first screen is made, 5 to 1000 (60)
  --keep            queries, dashboard: keep the databases, and use those that are there (.reports/bench/data)
  --rounds N        rounds of each contender, 1 to 100 (5)
  --seconds N       length of a round, 0.5 to 600 (3)
  --minutes N       soak: how long, 0.05 to 1440 (10)
  --name NAME       what the names of the reports begin with: a to z, 0 to 9 and - (nothing)
  --check           exit with 1 where a ratio misses its goal by more than noise
  --profile         middleware, load: write a CPU profile of each server to .reports/bench/profiles/
  --help            show this text
`;

/** The options, a wish for help, or all that is wrong. */
export type ParsedOptions =
  | { readonly kind: 'options'; readonly options: BenchOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'invalid'; readonly faults: readonly string[] };

function isOneOf<Name extends string>(names: readonly Name[], given: string): given is Name {
  return (names as readonly string[]).includes(given);
}

/** Reads the command line. */
export function parseBenchOptions(args: readonly string[]): ParsedOptions {
  const faults: string[] = [];

  function some<Name extends string>(
    what: string,
    given: readonly string[],
    names: readonly Name[],
    otherwise: readonly Name[] = names,
  ): readonly Name[] {
    for (const name of given) {
      if (!isOneOf(names, name)) faults.push(`${name} is no ${what}: there are ${names.join(', ')}.`);
    }
    // In the order of the list, each once.
    return given.length === 0 ? otherwise : names.filter((name) => given.includes(name));
  }

  function number(option: string, given: string, least: number, most: number): number {
    const value = Number(given);
    if (given.trim() === '' || !(value >= least && value <= most)) {
      faults.push(`--${option} takes a number from ${least} to ${most}, not "${given}".`);
    }
    return value;
  }

  function whole(option: string, given: string, least: number, most: number): number {
    const value = number(option, given, least, most);
    if (!Number.isInteger(value) && !Number.isNaN(value)) faults.push(`--${option} takes a whole number.`);
    return value;
  }

  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        framework: { type: 'string', multiple: true, default: [] },
        dialect: { type: 'string', multiple: true, default: [] },
        database: { type: 'string', multiple: true, default: [] },
        'in-flight': { type: 'string', multiple: true, default: ['64', '256', '1024'] },
        clients: { type: 'string', multiple: true, default: ['0', '20', '200'] },
        rate: { type: 'string', default: '2000' },
        'per-second': { type: 'string', default: '1000' },
        messages: { type: 'string', default: '1000000' },
        over: { type: 'string', default: '0' },
        calls: { type: 'string', default: '60' },
        keep: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '3' },
        minutes: { type: 'string', default: '10' },
        name: { type: 'string', default: '' },
        check: { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    if (!/^[a-z0-9-]{0,40}$/.test(values.name)) faults.push('--name takes up to 40 of a to z, 0 to 9 and -.');
    const options: BenchOptions = {
      suites: some('suite', positionals, suiteNames, defaultSuites),
      frameworks: some('framework', values.framework, frameworks),
      dialects: some('dialect', values.dialect, dialects),
      databases: some('database', values.database, databases),
      inFlight: [...new Set(values['in-flight'].map((given) => whole('in-flight', given, 1, 5_000)))],
      clients: [...new Set(values.clients.map((given) => whole('clients', given, 0, 1_000)))],
      rounds: whole('rounds', values.rounds, 1, 100),
      seconds: number('seconds', values.seconds, 0.5, 600),
      minutes: number('minutes', values.minutes, 0.05, 1_440),
      rate: whole('rate', values.rate, 1, 100_000),
      perSecond: whole('per-second', values['per-second'], 1, 10_000),
      messages: whole('messages', values.messages, 1_000, 10_000_000),
      over: values.over === '0' ? 0 : whole('over', values.over, 1_000, 10_000_000),
      calls: whole('calls', values.calls, 5, 1_000),
      keep: values.keep,
      name: values.name,
      check: values.check,
      profile: values.profile,
    };
    return faults.length === 0 ? { kind: 'options', options } : { kind: 'invalid', faults };
  } catch (error) {
    return { kind: 'invalid', faults: [error instanceof Error ? error.message : String(error)] };
  }
}
