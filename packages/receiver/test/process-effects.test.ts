import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

/** Runs a program in a process of its own, where nothing catches what a test runner would. Fails unless it ends well. */
function run(program: string): Promise<{ stdout: string; stderr: string }> {
  const path = fileURLToPath(new URL(`program-${program}.ts`, import.meta.url));
  return promisify(execFile)(process.execPath, [path], { timeout: 20_000 });
}

describe('on its process the receiver has no effect', { timeout: 30_000 }, () => {
  it('by a handler, a look-up or an observer that fails after the deadline', async () => {
    expect(await run('late-rejections')).toEqual({ stdout: '503,503', stderr: '' });
  });

  it('by its timers, which end with the request', async () => {
    expect(await run('timers')).toEqual({ stdout: '200,403,413', stderr: '' });
  });

  it('but one warning for all failures that nobody observes, naming what failed and nothing of the request', async () => {
    const { stdout, stderr } = await run('unobserved-failures');
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        name: 'Warning',
        code: 'STATUSWIRE_UNOBSERVED_FAILURE',
        message:
          'A status callback failed (TypeError), and no onOutcome was given to see it. Further ones are not shown.',
      },
      {
        name: 'Warning',
        code: 'STATUSWIRE_UNOBSERVED_FAILURE',
        message:
          'A status callback could not be read and was not kept, and no onOutcome was given to see it. Further ones are not shown.',
      },
    ]);
    expect(stdout + stderr).not.toContain('CANARY');
  });
});
