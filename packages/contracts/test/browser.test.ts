import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import sample from './fixtures/platform-callback.json' with { type: 'json' };
import { readCallback, receivedAt } from './reading.ts';

const folder = new URL('../src/', import.meta.url);
const files = readdirSync(folder, { encoding: 'utf8', recursive: true }).filter((name) => name.endsWith('.ts'));
const comments = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
const source = (name: string): string => readFileSync(new URL(name, folder), 'utf8').replace(comments, '');
const statement = /^(?:import|export)\b(?:[^;'"]*\bfrom)?\s*['"]([^'"]+)['"]/gm;
const importsOf = (name: string): string[] =>
  [...source(name).matchAll(statement)].map(([, specifier = '']) => specifier);

describe('contracts runs in a browser', () => {
  it.each(files)('%s imports only zod and its neighbours, by their file names', (name) => {
    for (const specifier of importsOf(name)) {
      if (specifier !== 'zod') expect(files.map((file) => `./${file}`)).toContain(specifier);
    }
    expect(source(name)).not.toMatch(/\bimport\s*\(/);
  });

  it('the public entry reaches every file', () => {
    const reached = new Set(['index.ts']);
    for (const name of reached) {
      for (const specifier of importsOf(name)) if (specifier !== 'zod') reached.add(specifier.slice(2));
    }
    expect([...reached].sort()).toEqual([...files].sort());
  });

  it.each(files)('%s names no global of Node', (name) => {
    expect(source(name)).not.toMatch(/\b(process|Buffer|require|__dirname|__filename|global|setImmediate)\b(?!['"])/);
  });

  it('what is published brings nothing along: zod is compiled into it, and depends on nothing', () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(manifest.dependencies ?? {}).toEqual({});
    expect(manifest.devDependencies).toHaveProperty('zod');
    const zod = JSON.parse(readFileSync(new URL(import.meta.resolve('zod/package.json')), 'utf8'));
    expect(zod.dependencies ?? {}).toEqual({});
  });

  it('normalises where there is only the language: no Node, no DOM, no code from strings', async () => {
    const script = fileURLToPath(new URL('bare-context.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--experimental-vm-modules',
      '--no-warnings',
      script,
      JSON.stringify(sample),
      receivedAt,
    ]);
    expect(JSON.parse(stdout)).toEqual({ globals: [], result: { ok: true, event: readCallback(sample) } });
  }, 30_000);
});
