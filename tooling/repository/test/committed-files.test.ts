import { describe, expect, test } from 'vitest';
import { read, repositoryFiles } from '../src/paths.ts';

const texts = repositoryFiles()
  .map((path) => ({ path, text: read(path) }))
  // A picture is no text.
  .filter(({ text }) => !text.includes('\0'));

test('every kind of text is looked at', () => {
  const paths = texts.map(({ path }) => path);
  for (const end of [
    '.ts',
    '.tsx',
    '.mjs',
    '.cts',
    '.md',
    '.json',
    '.yml',
    '.css',
    '.svg',
    '.conf',
    '.service',
    '.env',
  ]) {
    expect([end, paths.some((path) => path.endsWith(end))]).toEqual([end, true]);
  }
  expect(paths).toEqual(expect.arrayContaining(['Dockerfile', 'deploy/Caddyfile', '.ci/run', '.dockerignore']));
});

describe('no committed file', () => {
  // Spelt so that this file has nothing of it either, and is looked at like any other.
  test.for([
    [
      'names a package registry',
      /registry\.(?:npmjs|yarnpkg)|npm{2}irror/i,
      `https://${['registry', 'npmjs', 'org'].join('.')}/x`,
    ],
    [
      'names a place on the machine that it was written on',
      /(?<![\w.\-/:@}])\/(?:root|home|Users|work(?:space)?|tmp|var\/folders)\/[\w.-]/,
      `cd '${['', 'root', 'cache'].join('/')}'`,
    ],
    ['holds a half-done thing', /\b(?:TO[D]O|FIX[M]E|X{3})\b/, `// ${['TO', 'DO'].join('')}: more`],
    ['silences the compiler', /@ts-(?:ignore|nocheck)|\bas[ ]any\b/, ['x as', 'any'].join(' ')],
    [
      'runs one test alone, or leaves one out without a reason',
      /\b(?:it|test|describe)\.(?:only|skip)\(/,
      `${['test', 'only'].join('.')}()`,
    ],
  ] as const)('%s', ([, pattern, example]) => {
    expect(pattern.test(example)).toBe(true);
    const found = texts.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
    expect(found).toEqual([]);
  });
});
