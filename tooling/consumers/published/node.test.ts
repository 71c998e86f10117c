import { join } from 'node:path';
import { run } from '@statuswire/release';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { exchangeWith, expected } from '../src/exchange.ts';
import { createProject, type Project } from '../src/project.ts';
import { nodes, provideNode, type Runtime } from '../src/runtimes.ts';

const tarballs = inject('tarballs');
const dependencies = { express: '^5', koa: '^3', pg: '^8' };
let esm: Project;
let cjs: Project;

beforeAll(async () => {
  [esm, cjs] = await Promise.all([
    createProject({ type: 'module', tarballs, dependencies, programs: 'esm' }),
    createProject({ type: 'commonjs', tarballs, dependencies, programs: 'cjs' }),
  ]);
});

afterAll(() => {
  esm?.remove();
  cjs?.remove();
});

describe.for(nodes)('on Node %s', (version) => {
  let node: Runtime;

  beforeAll(async () => {
    node = await provideNode(version);
  });

  test.for(['express.js', 'koa.js', 'fetch-node.js'])('ES modules receive callbacks: %s', async (file) => {
    expect(await exchangeWith(node, esm.folder, file)).toEqual(expected);
  });

  test.for(['express.js', 'koa.js'])('CommonJS receives callbacks: %s', async (file) => {
    expect(await exchangeWith(node, cjs.folder, file)).toEqual(expected);
  });

  test('every entry loads, and says so where it needs a newer Node', async () => {
    const [command = ''] = node.command;
    const { code, stdout, stderr } = await run(command, ['--no-warnings', 'every-entry.js'], { cwd: esm.folder });
    expect(code, stderr).toBe(0);
    const told = JSON.parse(stdout);
    const once = [true, false, 'delivered'];
    const old = version.startsWith('20.');
    expect(told.recorded).toEqual(old ? [once] : [once, once]);
    expect(told.sqlite).toMatch(old ? /22\.13/ : /^works$/);
    expect(told.issues).toContainEqual({ path: 'AccountSid', message: 'Expected string' });
    expect(told.functions).toEqual(
      expect.arrayContaining(['createPostgresStore', 'createReconciler', 'planAppend', 'signCallback']),
    );
    expect(told.kits).toEqual([true, true]);
  });

  test('the command line runs', async () => {
    const [command = ''] = node.command;
    const bin = join(esm.folder, 'node_modules/.bin/statuswire');
    const { code, stdout, stderr } = await run(command, [bin, 'errors', '30003'], { cwd: esm.folder });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('30003');
  });
});
