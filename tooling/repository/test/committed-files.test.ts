import { describe, expect, test } from 'vitest';
import { read, repositoryFiles } from '../src/paths.ts';

const texts = repositoryFiles('*.ts', '*.tsx', '*.md', '*.json', '*.yaml', '*.yml', '*.css', '*.html', '.ci/*')
  // This file has to spell out what it looks for.
  .filter((path) => !path.endsWith('committed-files.test.ts'))
  .map((path) => ({ path, text: read(path) }));

describe('no committed file', () => {
  test.for([
    ['names a package registry', /registry\.(?:npmjs|yarnpkg)|npmmirror/i],
    ['holds a half-done thing', /\b(?:TODO|FIXME|XXX)\b/],
    ['silences the compiler', /@ts-(?:ignore|nocheck)|\bas any\b/],
    ['runs one test alone, or leaves one out without a reason', /\b(?:it|test|describe)\.(?:only|skip)\(/],
  ] as const)('%s', ([, pattern]) => {
    const found = texts.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
    expect(found).toEqual([]);
  });
});
