import type { BenchOptions } from './bench-options.ts';
import type { Ratio } from './goals.ts';
import type { Progress } from './progress.ts';
import type { Verdict } from './verdict.ts';

/** What came of a suite. */
export interface SuiteResult {
  /** Everything that was measured, for the JSON. */
  readonly cells: readonly object[];
  /** The figures as text. */
  readonly table: string;
  /** What is plotted, and what `--check` holds to its goals: a ratio says the same on any machine. */
  readonly ratios: readonly Ratio[];
  /** What is told and never fails a check: milliseconds and megabytes say as much of the machine. */
  readonly verdicts: readonly Verdict[];
}

/** Measures a suite. */
export type RunSuite = (options: BenchOptions, progress: Progress) => Promise<SuiteResult>;

/** Something that can be measured. */
export interface Suite {
  readonly name: string;
  /** One line for the help text: what is measured, and beside what. */
  readonly about: string;
  /** Whether it is measured where none is named. */
  readonly byDefault: boolean;
  /** Only what is measured is loaded. */
  readonly load: () => Promise<{ readonly run: RunSuite }>;
}
