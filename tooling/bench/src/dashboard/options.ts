import { parseArgs } from 'node:util';
import { type Framework, frameworks } from '../middleware/contenders.ts';

/** What is to be measured. */
export interface DashboardBenchOptions {
  readonly messages: number;
  readonly frameworks: readonly Framework[];
  /** How often each call of the first screen is made. */
  readonly rounds: number;
  /** Keep the database for the next run. */
  readonly keep: boolean;
  /** Fail where a goal is missed. */
  readonly check: boolean;
}

/** How the command is used. */
export const dashboardUsage = `Usage: pnpm bench:dashboard [options]

Measures the dashboard over a great many messages, in Chromium: how long the calls of the first
screen take while callbacks come in, when its largest part is painted, and whether scrolling the
list ever holds the page up. Writes JSON to .reports/bench/.

  --messages N      messages in the database, 1000 to 10000000 (1000000)
  --framework NAME  ${frameworks.join(' or ')} (both)
  --rounds N        how often each call is made, 5 to 1000 (60)
  --keep            keep the database, and use one that is there (.reports/bench/data)
  --check           exit with 1 where a goal is missed
  --help            show this text
`;

/** The options, a wish for help, or all that is wrong. */
export type ParsedDashboardOptions =
  | { readonly kind: 'options'; readonly options: DashboardBenchOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'invalid'; readonly faults: readonly string[] };

/** Reads the command line. */
export function parseDashboardOptions(args: readonly string[]): ParsedDashboardOptions {
  const faults: string[] = [];
  function whole(option: string, given: string, least: number, most: number): number {
    const value = Number(given);
    if (given.trim() === '' || !Number.isInteger(value) || value < least || value > most) {
      faults.push(`--${option} takes a whole number from ${least} to ${most}, not "${given}".`);
    }
    return value;
  }
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        messages: { type: 'string', default: '1000000' },
        framework: { type: 'string', multiple: true, default: [] },
        rounds: { type: 'string', default: '60' },
        keep: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    for (const name of values.framework) {
      if (!(frameworks as readonly string[]).includes(name)) faults.push(`${name} is no framework.`);
    }
    const options: DashboardBenchOptions = {
      messages: whole('messages', values.messages, 1_000, 10_000_000),
      frameworks: frameworks.filter((name) => values.framework.length === 0 || values.framework.includes(name)),
      rounds: whole('rounds', values.rounds, 5, 1_000),
      keep: values.keep,
      check: values.check,
    };
    return faults.length === 0 ? { kind: 'options', options } : { kind: 'invalid', faults };
  } catch (error) {
    return { kind: 'invalid', faults: [error instanceof Error ? error.message : String(error)] };
  }
}
