import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Named here because Vitest chooses others by itself where it guesses who runs it.
    reporters: ['default', ['json', { outputFile: '.reports/vitest.json' }]],
    projects: ['packages', 'apps', 'tooling', 'examples'].map((group) => ({
      extends: true as const,
      test: {
        name: group,
        include: [`${group}/*/test/**/*.test.ts`],
        setupFiles: ['tooling/vitest/no-console.ts'],
        restoreMocks: true,
        // A property runs hundreds of cases and a shared machine can be slow: a limit is there to end what hangs.
        testTimeout: 30_000,
        hookTimeout: 60_000,
      },
    })),
  },
});
