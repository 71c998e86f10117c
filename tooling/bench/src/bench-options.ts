import { parseArgs } from 'node:util';
import { type Dialect, dialects } from './deliveries.ts';
import { type Framework, frameworks } from './middleware/contenders.ts';

/** What can be measured. */
export const suites = ['middleware', 'pipeline', 'load'] as const;

/** One of the things that can be measured. */
export type Suite = (typeof suites)[number];

/** What is to be measured, and how long. */
export interface BenchOptions {
  readonly suites: readonly Suite[];
  readonly frameworks: readonly Framework[];
  readonly dialects: readonly Dialect[];
  readonly rounds: number;
  /** Length of one round of one contender. */
  readonly seconds: number;
  /** Callbacks a second that the sandbox is to send. */
  readonly rate: number;
  /** Fail where a goal is missed. */
  readonly check: boolean;
  /** Write CPU profiles of the servers under test. */
  readonly profile: boolean;
}

/** How the command is used. */
export const usage = `Usage: pnpm bench [suite ...] [options]

Measures what receiving a status callback costs, beside the bare framework, a hand-written
route and what users have today; and whether the sandbox keeps a rate and measures it rightly.
Writes JSON to .reports/bench/.

Suites: ${suites.join(', ')} (all of them where none is named)

  --framework NAME  ${frameworks.join(' or ')} (both)
  --dialect NAME    ${dialects.join(' or ')} (both)
  --rounds N        rounds of each contender, 1 to 100 (7)
  --seconds N       length of a round, 0.5 to 600 (3)
  --rate N          callbacks a second of the load, 1 to 100000 (2000)
  --check           exit with 1 where a goal is missed by more than noise
  --profile         write a CPU profile of each server to .reports/bench/profiles/
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

  function some<Name extends string>(what: string, given: readonly string[], names: readonly Name[]): readonly Name[] {
    const known = given.filter((name) => isOneOf(names, name));
    for (const name of given) {
      if (!isOneOf(names, name)) faults.push(`${name} is no ${what}: there are ${names.join(', ')}.`);
    }
    return given.length === 0 ? names : known;
  }

  function number(option: string, given: string | undefined, least: number, most: number, otherwise: number): number {
    if (given === undefined) return otherwise;
    const value = Number(given);
    if (given.trim() !== '' && value >= least && value <= most) return value;
    faults.push(`--${option} takes a number from ${least} to ${most}, not "${given}".`);
    return otherwise;
  }

  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        framework: { type: 'string', multiple: true, default: [] },
        dialect: { type: 'string', multiple: true, default: [] },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        rate: { type: 'string' },
        check: { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const rounds = number('rounds', values.rounds, 1, 100, 7);
    if (!Number.isInteger(rounds)) faults.push('--rounds takes a whole number.');
    const options: BenchOptions = {
      suites: some('suite', positionals, suites),
      frameworks: some('framework', values.framework, frameworks),
      dialects: some('dialect', values.dialect, dialects),
      rounds,
      seconds: number('seconds', values.seconds, 0.5, 600, 3),
      rate: number('rate', values.rate, 1, 100_000, 2_000),
      check: values.check,
      profile: values.profile,
    };
    return faults.length === 0 ? { kind: 'options', options } : { kind: 'invalid', faults };
  } catch (error) {
    return { kind: 'invalid', faults: [error instanceof Error ? error.message : String(error)] };
  }
}
