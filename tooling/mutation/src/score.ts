/** What became of one change, as Stryker tells it. */
export interface MutantVerdict {
  readonly status: string;
}

/** How many changes a test noticed. */
export interface MutationScore {
  readonly killed: number;
  readonly survived: number;
  /** Changed code that cannot run, or that runs once, while a file is loaded: left out of the share. */
  readonly leftOut: number;
  /** The share that was noticed, from 0 to 1; 1 where there was nothing to notice. */
  readonly share: number;
}

/** Counts verdicts. A test that no longer ends has noticed; code that no test reaches has not been noticed. */
export function scoreOf(verdicts: readonly MutantVerdict[]): MutationScore {
  const count = (...statuses: string[]) => verdicts.filter(({ status }) => statuses.includes(status)).length;
  const killed = count('Killed', 'Timeout');
  const survived = count('Survived', 'NoCoverage');
  const all = killed + survived;
  return { killed, survived, leftOut: verdicts.length - all, share: all === 0 ? 1 : killed / all };
}
