import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { exchangeWith, expected } from '../src/exchange.ts';
import { createProject, type Project } from '../src/project.ts';
import { fetchRuntimes, provideFetchRuntime } from '../src/runtimes.ts';

let project: Project;

beforeAll(async () => {
  const needed = ['@statuswire/contracts', '@statuswire/receiver'];
  const tarballs = inject('tarballs').filter(({ name }) => needed.includes(name));
  project = await createProject({ type: 'module', tarballs, programs: 'esm' });
});

afterAll(() => project?.remove());

test.for(fetchRuntimes)('the fetch handler receives callbacks under %s', async (name) => {
  const runtime = await provideFetchRuntime(name);
  expect(await exchangeWith(runtime, project.folder, `fetch-${name}.js`)).toEqual(expected);
});
