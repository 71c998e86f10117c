import { expect, inject, test } from 'vitest';
import { median } from '../src/footprint.ts';
import { measureFootprints, mostOfOfficial } from '../src/footprints.ts';
import { provideNode } from '../src/runtimes.ts';

test('the middleware with all that it needs is a tenth of the official SDK, and sooner there', async () => {
  const node = await provideNode('26');
  const { middleware, official } = await measureFootprints(inject('tarballs'), node, 5);
  expect(middleware.bytes / official.bytes).toBeLessThanOrEqual(mostOfOfficial);
  // A ratio, because a machine's speed is not ours to test: how many milliseconds it is, `pnpm bench:install` says.
  expect(median(middleware.import.processor) / median(official.import.processor)).toBeLessThanOrEqual(0.6);
});
