import { expect, test } from 'vitest';
import { createProgress } from '../src/progress.ts';
import type { Output } from '../src/terminal.ts';

function recorder(interactive: boolean): { readonly err: Output; readonly written: string[] } {
  const written: string[] = [];
  const write = (text: string): void => {
    written.push(text);
  };
  const err: Output = {
    interactive,
    gone: new AbortController().signal,
    write,
    line: write,
    paint: (_tone, text) => text,
  };
  return { err, written };
}

test('shows how far it has come, on one line, and makes way for output', () => {
  const { err, written } = recorder(true);
  const progress = createProgress(err, 4);
  progress.step('first');
  progress.step('second');
  progress.clear();
  progress.clear();
  expect(written).toEqual([
    '\r\u001b[2K[--------------------] 1/4 first',
    '\r\u001b[2K[#####---------------] 2/4 second',
    '\r\u001b[2K',
  ]);
});

test('shows nothing where nobody looks', () => {
  const { err, written } = recorder(false);
  const progress = createProgress(err, 2);
  progress.step('first');
  progress.clear();
  expect(written).toEqual([]);
});
