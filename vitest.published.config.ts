import { defineConfig } from 'vitest/config';

// What would be published, proved from outside: apart from the other tests, because it installs packages in empty folders and
// so needs a network, and because it takes longer.
export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: '.reports/published.json' }]],
    include: ['tooling/*/published/**/*.test.ts'],
    setupFiles: ['tooling/vitest/no-console.ts'],
    globalSetup: ['tooling/release/published/packed.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
