import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../src/published-packages.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly needs?: string;
  readonly environment?: string;
  readonly 'timeout-minutes'?: number;
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;

function readWorkflow(path: string): Workflow {
  return parse(readFileSync(join(root, path), 'utf8'));
}

describe.for(globSync('.github/workflows/*.yml', { cwd: root }).toSorted())('%s', (path) => {
  const { permissions, jobs } = readWorkflow(path);
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('names each action by its major version', () => {
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
  });

  test('grants nothing by default but to read, and ends what hangs', () => {
    expect([{}, { contents: 'read' }]).toContainEqual(permissions);
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
  });

  test('runs scripts that there are', () => {
    const commands = steps.flatMap(({ run }) => run?.split('\n') ?? []);
    for (const command of commands) {
      const [, script] = /pnpm@12 run (\S+)/.exec(command) ?? [];
      if (script !== undefined) expect(scripts).toHaveProperty([script]);
      if (command.startsWith('.ci/')) expect(statSync(join(root, command)).mode & 0o111).not.toBe(0);
    }
  });
});

test('nothing is put in the checkout before it is tested', () => {
  const { jobs } = readWorkflow('.github/workflows/release.yml');
  const before = Object.values(jobs).flatMap(({ steps }) => {
    const commands = steps.flatMap(({ run }) => run?.trim().split('\n') ?? []);
    return commands.slice(0, Math.max(commands.indexOf('.ci/run'), 0));
  });
  const written = before.flatMap((command) => [...command.matchAll(/(?:--out(?:put|-dir)=|>>? *)(\S+)/g)]);
  expect(written.length).toBeGreaterThan(1);
  for (const [, path] of written) expect(path).toMatch(/^"\$(?:RUNNER_TEMP|GITHUB_OUTPUT)\b/);
});

test('only the job that publishes may say who it is, and it builds nothing', () => {
  const { jobs } = readWorkflow('.github/workflows/release.yml');
  const trusted = Object.entries(jobs).filter(([, job]) => job.permissions?.['id-token'] === 'write');
  expect(trusted.map(([name]) => name)).toEqual(['publish']);
  expect(jobs.publish).toMatchObject({ needs: 'pack', environment: 'npm' });
  const commands = jobs.publish?.steps.flatMap(({ run }) => run ?? []).join('\n');
  expect(commands).toContain('changeset publish --from-pack-dir');
  expect(commands).not.toMatch(/build|\.ci\/run/);
});

test('no script of the workspace publishes', () => {
  expect(Object.values(scripts).join('\n')).not.toMatch(/publish(?!ed|int)/);
});
