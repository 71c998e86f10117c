import { describe, expect, test } from 'vitest';
import { brokenEndpoints } from './broken-endpoints.ts';
import { runHere, statuswire } from './command-line.ts';
import { adapters, type Endpoint, serve, signingKey } from './endpoints.ts';

interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly warned: number;
  readonly checks: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly seen: string;
    readonly fix: string;
  }[];
}

async function examine(run: typeof statuswire, { url }: Endpoint, ...options: string[]) {
  const env = { SIGNALWIRE_SIGNING_KEY: signingKey };
  const { code, stdout, stderr } = await run(['doctor', url, '--json', ...options], { env });
  return { code, stderr, report: JSON.parse(stdout) as Report };
}

describe('doctor passes our adapters', () => {
  test.for(adapters)('%s', async ([, listener]) => {
    const endpoint = await serve(listener());
    try {
      const { code, stderr, report } = await examine(statuswire, endpoint);
      expect(report.checks.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
      expect({ code, stderr, failed: report.failed }).toEqual({ code: 0, stderr: '', failed: 0 });
      expect(report.passed).toBe(report.checks.length);
    } finally {
      await endpoint.close();
    }
  });
});

describe('doctor finds an endpoint that', () => {
  test.for(brokenEndpoints)('%s', async ([, checks, listener]) => {
    const endpoint = await serve(listener());
    try {
      const { code, report } = await examine(runHere, endpoint, '--timeout', '1000');
      expect(code).toBe(1);
      expect(report.checks.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)).toEqual(checks);
    } finally {
      await endpoint.close();
    }
  });
});

describe('doctor, given a URL whose fragment tunes SignalWire, finds the same of an endpoint that', () => {
  const forgeable = brokenEndpoints.filter(([name]) => /empty key|URL alone/.test(name));

  test.for(forgeable)('%s', async ([, checks, listener]) => {
    const endpoint = await serve(listener());
    try {
      const tuned = { ...endpoint, url: `${endpoint.url}#rt=1000` };
      const { report } = await examine(runHere, tuned, '--timeout', '1000');
      expect(report.checks.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)).toEqual(checks);
    } finally {
      await endpoint.close();
    }
  });
});

test('doctor says for each what was seen and what to do, and ends with 1', async () => {
  const endpoint = await serve((_request, response) => response.end('fine'));
  try {
    const { code, stdout } = await statuswire(['doctor', endpoint.url, '-k', signingKey]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^fail {2}refuses what carries no signature {2}form: 200; JSON: 200\n {6}fix: Answer 403/m);
    expect(stdout).toMatch(/^pass {2}takes the same callback twice/m);
    expect(stdout).toMatch(/\d+ passed, 0 warned, \d+ failed\n$/);
    expect(stdout).not.toContain(signingKey);
  } finally {
    await endpoint.close();
  }
});
