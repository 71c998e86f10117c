import { defineConfig } from 'vitest/config';

// The root's configuration without its projects and its report: which tests run is said by the target.
export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts'],
    setupFiles: ['tooling/vitest/no-console.ts', 'tooling/mutation/short-properties.ts'],
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
