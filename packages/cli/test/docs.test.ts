import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { split } from 'shlex';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from '../src/program.ts';
import type { Output } from '../src/terminal.ts';
import { main, runHere } from './command-line.ts';

const run = promisify(execFile);
const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

function blocks(text: string, kind: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\`$`, 'gms'))].map(([, code = '']) => code);
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'statuswire-docs-'));
  const [request = ''] = blocks(page, 'http');
  writeFileSync(join(folder, 'request.http'), request);
  writeFileSync(join(folder, 'statuswire'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  chmodSync(join(folder, 'statuswire'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a shell prints for the commands of a block, each behind its prompt. */
async function session(block: string): Promise<string> {
  const lines = block.split('\n').filter((line) => line.startsWith('$ '));
  // The page shows each command, then what it prints.
  const script = lines.map((line) => `printf '%s\\n' ${JSON.stringify(line).replaceAll('$', '\\$')}\n${line.slice(2)}`);
  const env = { PATH: `${folder}:${process.env.PATH}`, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };
  const { stdout } = await run('bash', ['-c', `exec 2>&1\n${script.join('\n')}\ntrue`], { cwd: folder, env });
  return stdout;
}

describe('docs/cli.md shows what the commands print', () => {
  test.for(
    blocks(page, 'console').map(
      (block) => [block.split('\n').find((line) => line.includes('statuswire ')) ?? '', block] as const,
    ),
  )('%s', async ([, block]) => {
    const printed = await session(block);
    // A line of an ellipsis stands for any lines.
    const pattern = block.split('…\n').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    expect(printed).toMatch(new RegExp(`^${pattern.join('(?:.*\\n)*')}$`));
  });
});

/** The command lines of `statuswire` in a text, without what a shell does around them. */
function commandLines(text: string): string[][] {
  return text
    .split('\n')
    .flatMap((line) => [...line.matchAll(/(?:^|\$ |[|(] ?|npx )statuswire( [^|>)]*)?/g)])
    .map(([, words = '']) => split(words.replace(/<$/, '')));
}

/** Parses a command line as the tool does, and does nothing. Throws what commander finds wrong. */
async function parse(words: readonly string[]): Promise<void> {
  const silent: Output = {
    interactive: false,
    gone: new AbortController().signal,
    write: () => {},
    line: () => {},
    paint: (_tone, text) => text,
  };
  const program = createProgram({
    terminal: { out: silent, err: silent },
    env: {},
    stdin: process.stdin,
    stop: new AbortController().signal,
    finish: () => {},
  });
  for (const command of program.commands) command.action(() => {});
  await program.parseAsync(words, { from: 'user' });
}

describe('every command line that a reader is shown can be parsed', () => {
  const shown = [...blocks(page, 'sh'), ...blocks(readme, 'sh')]
    .flatMap(commandLines)
    .filter(([first]) => first !== '--help');

  test.for(shown.map((words) => [words.join(' '), words] as const))('statuswire %s', async ([, words]) => {
    await parse(words);
  });

  test.for([[], ['listen'], ['trigger'], ['verify'], ['doctor'], ['sandbox'], ['errors'], ['schema'], ['completion']])(
    'in the help of %j',
    async (args) => {
      const { stdout } = await runHere([...args, '--help']);
      const examples = commandLines(stdout.slice(stdout.indexOf('Examples:')));
      expect(examples.length).toBeGreaterThan(1);
      for (const words of examples) await parse(words);
    },
  );

  test('and one that is wrong cannot', async () => {
    await expect(parse(['listen', '--prot', '1'])).rejects.toThrow('--prot');
  });
});

test('docs/cli.md names every command, and every image is there', async () => {
  const { stdout } = await runHere(['--help']);
  for (const [, name = ''] of stdout.matchAll(/^ {2}([a-z]+) (?:\[|<)/gm)) expect(page).toContain(`statuswire ${name}`);
  for (const [, image = ''] of page.matchAll(/\]\((images\/[^)]+)\)/g)) {
    expect(readFileSync(new URL(`../../../docs/${image}`, import.meta.url), 'utf8')).toMatch(/^<svg /);
  }
});
