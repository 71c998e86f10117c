import { AssertionError } from 'node:assert';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AdapterSubject, adapterConformanceCases } from '../src/testing.ts';
import { brokenAdapters } from './kit-broken-adapters.ts';
import { createNodeSubject } from './kit-node-subject.ts';

const caseNames = adapterConformanceCases.map(({ name }) => name);

type Verdict = 'passed' | 'failed';

async function verdictOf(name: string, subject: AdapterSubject): Promise<Verdict> {
  const found = adapterConformanceCases.find((conformance) => conformance.name === name);
  if (found === undefined) throw new Error(`the kit has no case "${name}"`);
  try {
    await found.run(subject);
    return 'passed';
  } catch (error) {
    if (error instanceof AssertionError) return 'failed';
    throw new Error(`"${name}" found a fault of its own, not of the subject`, { cause: error });
  }
}

describe('an adapter as it should be, on plain node:http', () => {
  const subject = createNodeSubject('node:http');
  for (const { name, run } of adapterConformanceCases) it(name, () => run(subject));
});

describe('the kit, given adapters that are broken on purpose', () => {
  const verdicts = new Map<string, PromiseSettledResult<readonly (readonly [string, Verdict])[]>>();

  // Several at once, as those that hang take as long as the kit lets them.
  beforeAll(async () => {
    const waiting = [...brokenAdapters];
    async function work(): Promise<void> {
      for (let broken = waiting.shift(); broken !== undefined; broken = waiting.shift()) {
        const { name, create, mustFail } = broken;
        const runs = mustFail.map(
          async (caseName) => [caseName, await verdictOf(caseName, createNodeSubject(name, create))] as const,
        );
        const [verdict] = await Promise.allSettled([Promise.all(runs)]);
        verdicts.set(name, verdict);
      }
    }
    await Promise.all(Array.from({ length: 8 }, work));
  }, 60_000);

  for (const { name, mustFail } of brokenAdapters) {
    it(`finds the one that ${name}`, () => {
      const value = mustFail.map((caseName) => [caseName, 'failed']);
      expect(verdicts.get(name)).toEqual({ status: 'fulfilled', value });
    });
  }

  it('has no case that none of them fails', () => {
    const failed = new Set(brokenAdapters.flatMap(({ mustFail }) => mustFail));
    expect(caseNames.filter((name) => !failed.has(name))).toEqual([]);
  });
});

describe('the kit', () => {
  it('gives every case a name of its own', () => {
    expect(new Set(caseNames).size).toBe(caseNames.length);
  });

  it('wants a subject that lacks a next handler, or parsers, to refuse a setup that asks for them', async () => {
    const correct = createNodeSubject('node:http');
    const frugal: AdapterSubject = {
      name: 'frugal',
      parsers: [],
      lacks: ['next', 'parsers'],
      async start(setup) {
        if (setup.next !== null || setup.parser !== null) throw new Error('not here');
        return correct.start(setup);
      },
    };
    const silent: AdapterSubject = { ...frugal, start: (setup) => correct.start(setup) };
    for (const { name, needs } of adapterConformanceCases) {
      if (needs !== 'next' && needs !== 'parsers') continue;
      expect(await verdictOf(name, frugal), name).toBe('passed');
      expect(await verdictOf(name, silent), name).toBe('failed');
    }
  });

  it('wants a subject that cannot know the exact URL to do with publicUrl', async () => {
    const name = 'verifies the query string byte for byte';
    for (const [brokenName, verdict] of [
      ['rebuilds the URL through a URL parser', 'passed'],
      ['ignores publicUrl', 'failed'],
    ] as const) {
      const broken = brokenAdapters.find((adapter) => adapter.name === brokenName);
      const subject: AdapterSubject = { ...createNodeSubject(brokenName, broken?.create), lacks: ['exactUrl'] };
      expect(await verdictOf(name, subject), brokenName).toBe(verdict);
    }
  });

  it('fails a subject that lists no parser and declares nothing', async () => {
    const subject: AdapterSubject = { ...createNodeSubject('forgetful'), parsers: [] };
    for (const { name, needs } of adapterConformanceCases) {
      if (needs === 'parsers') expect(await verdictOf(name, subject), name).toBe('failed');
    }
  });

  it('fails a subject that does not start, or does not stop, rather than wait for it', async () => {
    const [first = ''] = caseNames;
    const correct = createNodeSubject('node:http');
    let stop = async () => {};
    const sleeper: AdapterSubject = { ...correct, start: () => new Promise(() => {}) };
    const stayer: AdapterSubject = {
      ...correct,
      async start(setup) {
        const running = await correct.start(setup);
        stop = running.close;
        return { ...running, close: () => new Promise(() => {}) };
      },
    };
    expect(await Promise.all([verdictOf(first, sleeper), verdictOf(first, stayer)])).toEqual(['failed', 'failed']);
    await stop();
  });
});
