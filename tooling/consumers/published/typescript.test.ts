import { join } from 'node:path';
import { mustRun, run } from '@statuswire/release';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { exchangeWith, expected } from '../src/exchange.ts';
import { createProject, type Project } from '../src/project.ts';
import { nodes, provideNode } from '../src/runtimes.ts';

let project: Project;

beforeAll(async () => {
  project = await createProject({
    type: 'module',
    tarballs: inject('tarballs'),
    dependencies: {
      '@types/express': '^5',
      '@types/koa': '^3',
      '@types/node': '^22',
      '@types/pg': '^8',
      express: '^5',
      koa: '^3',
      rolldown: '^1.2.19',
      typescript: '^7',
      typescript5: 'npm:typescript@~5.9',
      zod: '^4',
    },
    programs: 'typescript',
  });
});

afterAll(() => project?.remove());

/** What a compiler objects to. Types of the frameworks' own that do not fit each other's newest releases are not ours to judge. */
async function objections(compiler: string, configuration: string): Promise<string[]> {
  const tsc = join(project.folder, 'node_modules', compiler, 'bin/tsc');
  const { stdout, stderr } = await run(process.execPath, [tsc, '-p', configuration], { cwd: project.folder });
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !line.startsWith(' '));
  return lines.filter((line) => !line.startsWith('node_modules/@types/'));
}

test.for([
  ['typescript', 'nodenext'],
  ['typescript', 'bundler'],
  ['typescript5', 'nodenext'],
] as const)('compiles strict and with libraries checked: %s, moduleResolution %s', async ([compiler, resolution]) => {
  expect(await objections(compiler, `tsconfig.${resolution}.json`)).toEqual([]);
});

test.for(nodes)('what nodenext compiled receives callbacks on Node %s', async (version) => {
  const node = await provideNode(version);
  for (const file of ['express.js', 'koa.js', 'require-express.cjs']) {
    expect(await exchangeWith(node, join(project.folder, 'compiled'), file), file).toEqual(expected);
  }
});

test('what a bundler made of it receives callbacks, without node_modules', async () => {
  const bundler = join(project.folder, 'node_modules/rolldown/bin/cli.mjs');
  const args = ['koa.ts', '--file', 'bundled/koa.mjs', '--format', 'esm', '--platform', 'node'];
  await mustRun(process.execPath, [bundler, ...args], { cwd: project.folder });
  const node = await provideNode('26');
  expect(await exchangeWith(node, join(project.folder, 'bundled'), 'koa.mjs')).toEqual(expected);
});
