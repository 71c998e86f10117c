import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

function hasProperties({ moduleId }: TestSpecification): boolean {
  return readFileSync(moduleId, 'utf8').includes('fast-check');
}

/** Examples first: most changes fail one of them at once, and then nothing else runs. */
class ExamplesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter((file) => !hasProperties(file)), ...sorted.filter(hasProperties)];
  }
}

// The root's configuration without its projects and its report: which tests run is said by the target.
export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts'],
    setupFiles: ['tooling/vitest/no-console.ts', 'tooling/mutation/short-properties.ts'],
    sequence: { sequencer: ExamplesFirst },
    restoreMocks: true,
    // A change is switched on while the code runs, so that nothing has to be loaded anew for it.
    isolate: false,
    // A slow machine must not look like a change that was noticed.
    testTimeout: 120_000,
  },
});
