import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as sandbox from '../src/index.ts';
import { endpointErrors, faultSchema, magicNumbers } from '../src/index.ts';
import { ask, runningSandbox } from './running-sandbox.ts';

const page = readFileSync(new URL('../../../docs/sandbox.md', import.meta.url), 'utf8');

/** The rows of the table whose first column is called so. */
function table(name: string): string[][] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${name} `));
  const rows: string[][] = [];
  for (const line of lines.slice(start + 2)) {
    if (!line.startsWith('|')) break;
    rows.push(
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  }
  return rows;
}

describe('docs/sandbox.md', () => {
  test('has the table of magic numbers as the code has it', () => {
    expect(table('number')).toEqual(magicNumbers.map(({ number, role, outcome }) => [number, role, outcome]));
  });

  test('names every kind of fault', () => {
    const kinds = faultSchema.options.map(({ shape }) => shape.kind.value);
    expect(table('kind').map(([kind]) => kind?.replaceAll('`', ''))).toEqual(kinds);
  });

  test('names every code that is logged of an endpoint', () => {
    for (const code of Object.keys(endpointErrors)) expect(page).toContain(code);
  });

  test('names every route of the control API', async () => {
    const running = await runningSandbox();
    const { body } = await ask(running, 'GET', '/_sandbox');
    const documented = page.match(/(?<=^\| `)(?:GET|POST|PUT|DELETE) \/_sandbox[^`]*/gm) ?? [];
    expect(documented.map((route) => route.replace('{id}', ':id')).sort()).toEqual(
      (body.routes as string[]).toSorted(),
    );
  });

  test('names every option', () => {
    for (const option of Object.keys(sandbox.sandboxOptionsSchema.shape)) expect(page).toContain(`\`${option}\``);
  });
});

test('the public entry exports these names and no other', () => {
  expect(Object.keys(sandbox).sort()).toEqual([
    'callbackTiming',
    'compareDeliveries',
    'countSegments',
    'createManualClock',
    'createSandbox',
    'defaultProject',
    'deliveryOutcomes',
    'endpointErrors',
    'faultSchema',
    'faultsSchema',
    'inboundRequestSchema',
    'loadOptionsSchema',
    'magicNumbers',
    'sandboxOptionsSchema',
    'sendRequestSchema',
  ]);
});
