import { defineConfig } from 'vitest/config';

// The root's configuration without its projects and its report: which tests run is said by the target.
export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts'],
    setupFiles: ['tooling/vitest/no-console.ts', 'tooling/mutation/short-properties.ts'],
    restoreMocks: true,
    // A change is switched on while the code runs, so that nothing has to be loaded anew for it.
    isolate: false,
    testTimeout: 30_000,
  },
});
