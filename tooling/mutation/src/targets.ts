/** A part of the code that is mutated, and the tests that are to notice. Paths are from the repository's root. */
export interface MutationTarget {
  readonly mutate: readonly string[];
  /** What is left out takes long and notices nothing that the others do not, or looks at files rather than at what they do. */
  readonly tests: readonly string[];
  /** How long one property looks for a counterexample, in milliseconds. @default 300 */
  readonly propertyMs?: number;
}

/** What is mutated, by the name that the command takes. */
export const targets = {
  contracts: {
    mutate: ['packages/contracts/src/**/*.ts'],
    tests: ['packages/contracts/test/!(browser).test.ts'],
    // One of them counts what it has tried.
    propertyMs: 5_000,
  },
  receiver: {
    mutate: [
      'packages/receiver/src/**/*.ts',
      '!packages/receiver/src/diagnosis/**',
      // What proves adapters is proved by adapters that are broken on purpose: packages/receiver/test/kit.test.ts.
      '!packages/receiver/src/testing/**',
    ],
    tests: ['packages/receiver/test/!(documentation|process-effects|diagnose-*|kit).test.ts'],
  },
  diagnosis: {
    mutate: ['packages/receiver/src/diagnosis/**/*.ts'],
    tests: ['packages/receiver/test/diagnose-*.test.ts'],
    // Each survivor runs all of them, and examples reach single spellings sooner than chance does.
    propertyMs: 100,
  },
  ledger: {
    mutate: [
      'packages/ledger/src/{join-events,precedence,evidence,event-record,message-state,outcome}.ts',
      'packages/ledger/src/{text-order,canonical-json}.ts',
    ],
    tests: ['packages/ledger/test/{join,joined-values,merged-copies,state,outcome,ledger}.test.ts'],
  },
} as const satisfies Readonly<Record<string, MutationTarget>>;

/** The name of a target. */
export type TargetName = keyof typeof targets;
