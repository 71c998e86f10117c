import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsOf, linksOf } from '../site/document-links.ts';
import { repository } from '../site/paths.ts';

const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', '*.md'], {
  cwd: repository,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && !path.startsWith('.changeset/') && existsSync(repository + path));

const read = (path: string) => readFileSync(repository + path, 'utf8');

/** What is wrong with the links of a document. */
function deadLinks(document: string, text: string): string[] {
  return linksOf(text).flatMap(({ target, line }) => {
    if (/^[a-z]+:/.test(target)) return URL.canParse(target) ? [] : [`${document}:${line}: ${target} is no URL`];
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? document : posix.join(posix.dirname(document), path);
    if (path !== '' && !existsSync(repository + file)) return [`${document}:${line}: there is no ${target}`];
    if (anchor === undefined || !file.endsWith('.md')) return [];
    return anchorsOf(file === document ? text : read(file)).has(anchor)
      ? []
      : [`${document}:${line}: ${file} has no heading for #${anchor}`];
  });
}

describe('every link within the repository leads somewhere', () => {
  test.for(documents)('%s', (document) => {
    expect(deadLinks(document, read(document))).toEqual([]);
  });

  test('and there are documents with links to look at', () => {
    expect(documents.flatMap((document) => linksOf(read(document))).length).toBeGreaterThan(100);
  });
});

describe('a dead link is found', () => {
  test.for([
    ['a file that is not there', '[text](nowhere.md)', 'docs/x.md:1: there is no nowhere.md'],
    ['an anchor on another page', 'a\n[text](ledger.md#gone)', 'docs/x.md:2: docs/ledger.md has no heading for #gone'],
    ['an anchor on the same page', '# Here\n\n[text](#there)', 'docs/x.md:3: docs/x.md has no heading for #there'],
    ['an image', '![text](images/gone.svg)', 'docs/x.md:1: there is no images/gone.svg'],
    ['a URL that is none', '[text](https://)', 'docs/x.md:1: https:// is no URL'],
  ] as const)('%s', ([, text, complaint]) => {
    expect(deadLinks('docs/x.md', text)).toEqual([complaint]);
  });

  test('but not in code', () => {
    expect(deadLinks('docs/x.md', '`[a](b)`\n\n```js\nconst [c](d);\n# e\n```\n')).toEqual([]);
  });
});

test('anchors are those of GitHub', () => {
  const text = '# `RestClient.webhook()`, and more\n## What "it" is\n## Same\n## Same\n```sh\n# no heading\n```\n';
  expect([...anchorsOf(text)]).toEqual(['restclientwebhook-and-more', 'what-it-is', 'same', 'same-1']);
});
