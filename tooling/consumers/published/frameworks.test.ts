import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { exchangeWith, expected } from '../src/exchange.ts';
import { createProject, type Project } from '../src/project.ts';
import { nodes, provideNode } from '../src/runtimes.ts';

let oldest: Project;

beforeAll(async () => {
  oldest = await createProject({
    type: 'module',
    tarballs: inject('tarballs'),
    dependencies: { express: '4.18.0', koa: '2.15.0' },
    programs: 'esm',
  });
});

afterAll(() => oldest?.remove());

test.for([
  ['Express 4.18', 'express.js'],
  ['Koa 2.15', 'koa.js'],
] as const)('the oldest %s receives callbacks, on the oldest Node', async ([, file]) => {
  expect(await exchangeWith(await provideNode(nodes[0]), oldest.folder, file)).toEqual(expected);
});
