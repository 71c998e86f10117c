import { describe, expect, it } from 'vitest';
import { parseBenchOptions, usage } from '../src/bench-options.ts';
import { suiteNames, suites } from '../src/suites.ts';

describe('the options of the benchmark', () => {
  it('measure what is quick to measure where nothing is said', () => {
    expect(parseBenchOptions([])).toEqual({
      kind: 'options',
      options: {
        suites: ['pipeline', 'middleware', 'app', 'throughput', 'queries', 'load'],
        frameworks: ['express', 'koa'],
        dialects: ['compatibility', 'platform'],
        databases: ['sqlite', 'postgres'],
        inFlight: [64, 256, 1_024],
        clients: [0, 20, 200],
        rounds: 5,
        seconds: 3,
        minutes: 10,
        rate: 2_000,
        perSecond: 1_000,
        messages: 1_000_000,
        over: 0,
        calls: 60,
        keep: false,
        name: '',
        check: false,
        profile: false,
      },
    });
  });

  it('take what is said', () => {
    const args =
      'soak queries app --framework koa --in-flight 8 --in-flight 8 --rounds 2 --seconds 0.5 --messages 20000 --keep';
    expect(parseBenchOptions(args.split(' '))).toMatchObject({
      kind: 'options',
      options: {
        suites: ['app', 'queries', 'soak'],
        frameworks: ['koa'],
        inFlight: [8],
        rounds: 2,
        seconds: 0.5,
        messages: 20_000,
        keep: true,
      },
    });
  });

  it('say all that is wrong at once', () => {
    const args =
      'everything --framework hapi --database mysql --in-flight 0 --rounds 1.5 --seconds soon --messages 3 --calls x --minutes 0 --name A/B';
    const parsed = parseBenchOptions(args.split(' '));
    expect(parsed.kind === 'invalid' && parsed.faults.map((fault) => fault.split(/[ :]/)[0])).toEqual([
      '--name',
      'everything',
      'hapi',
      'mysql',
      '--in-flight',
      '--rounds',
      '--seconds',
      '--minutes',
      '--messages',
      '--calls',
    ]);
  });

  it('refuse what there is not', () => {
    expect(parseBenchOptions(['--fast'])).toMatchObject({ kind: 'invalid' });
    expect(parseBenchOptions(['--help', '--rounds', 'x'])).toEqual({ kind: 'help' });
  });
});

describe('the suites', () => {
  it('have a name of their own each, which the help tells', () => {
    expect(new Set(suiteNames).size).toBe(suites.length);
    for (const { name, about } of suites)
      expect(usage).toMatch(new RegExp(`^  ${name} +\\*? +${about.slice(0, 20)}`, 'm'));
  });

  it('can be loaded, all of them', async () => {
    for (const { load } of suites) expect((await load()).run).toBeTypeOf('function');
  });
});
