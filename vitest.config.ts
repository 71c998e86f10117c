import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Named here because Vitest chooses others by itself where it guesses who runs it.
    reporters: ['default', ['json', { outputFile: '.reports/vitest.json' }]],
    projects: ['packages', 'apps', 'tooling'].map((group) => ({
      extends: true as const,
      test: {
        name: group,
        include: [`${group}/*/test/**/*.test.ts`],
        setupFiles: ['tooling/vitest/no-console.ts'],
        restoreMocks: true,
      },
    })),
  },
});
