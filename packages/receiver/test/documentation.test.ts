import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { candidateUrls } from '../src/candidate-urls.ts';
import { createReceiver, type RejectReason, rejectReasons, signatureHeaders, signatureSchemes } from '../src/index.ts';
import { rejectionReply } from '../src/replies.ts';

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

const receiving = read('../../../docs/receiving.md');
const signatures = read('../../../docs/signatures.md');

/** The rows of the table under a heading (the first table whose header begins so), cells trimmed. */
function table(document: string, firstHeader: string): string[][] {
  const lines = document.split('\n');
  const start = lines.findIndex((line) => line.replace(/\s+/g, ' ').startsWith(`| ${firstHeader} |`));
  const rows: string[][] = [];
  for (const line of lines.slice(start + 2)) {
    if (!line.startsWith('|')) break;
    rows.push(
      line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim()),
    );
  }
  expect(start).toBeGreaterThan(-1);
  return rows;
}

/** Words that stand in code font. */
function codeIn(cell: string | undefined): string[] {
  return [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
}

/** The options, as the receiver itself lists them. */
function optionNames(): string[] {
  try {
    createReceiver({ no_such_option: 1 } as never);
  } catch (error) {
    return /The options are ([\w, ]+)\./.exec(String(error))?.[1]?.split(', ') ?? [];
  }
  throw new Error('an unknown option was accepted');
}

describe('docs/receiving.md', () => {
  const rows = table(receiving, 'option');

  it('lists the options that there are, in their order', () => {
    expect(rows.map(([name]) => codeIn(name)[0])).toEqual(optionNames());
  });

  it('tells the defaults that the options themselves tell', () => {
    const source = read('../src/options.ts');
    for (const [name, given] of rows) {
      const [option = ''] = codeIn(name);
      const comment = new RegExp(`/\\*\\*((?:(?!\\*/).)*)\\*/\\s*readonly ${option}\\??:`, 's').exec(source)?.[1] ?? '';
      const told = /@default ([^\n]*?)\s*$/m.exec(comment)?.[1];
      if (told === undefined) expect([option, given]).toEqual([option, expect.stringMatching(/^(required|none\b.*)$/)]);
      else expect([option, given?.replaceAll('`', '')]).toEqual([option, told]);
    }
  });

  it('lists every reason with the answer that it gets', () => {
    const documented = table(receiving, 'reason').flatMap(([names, status]) =>
      codeIn(names).map((reason) => [reason, Number(status)] as const),
    );
    expect(documented.map(([reason]) => reason).sort()).toEqual([...rejectReasons].sort());
    for (const [reason, status] of documented) {
      expect([reason, rejectionReply(reason as RejectReason, false).status]).toEqual([reason, status]);
    }
  });
});

describe('docs/signatures.md', () => {
  it('lists the schemes and the headers', () => {
    expect(table(signatures, 'scheme').map(([name]) => codeIn(name)[0])).toEqual([...signatureSchemes]);
    const headers = table(signatures, 'header').map(([name]) => codeIn(name)[0]?.toLowerCase());
    expect(headers).toEqual(Object.values(signatureHeaders));
  });

  it('lists every spelling of the URL', () => {
    const documented = new Set(table(signatures, 'spelling').flatMap(([names]) => codeIn(names)));
    const tried = [
      ...candidateUrls('https://h/#a', 'u:p/'),
      ...candidateUrls('http://h/', 'u:p'),
      ...candidateUrls('https://u:p@h:443/', null),
      ...candidateUrls('http://h:80/', null),
    ];
    expect(new Set(tried.flatMap(({ spelling }) => spelling.split(', ')))).toEqual(documented);
  });
});
