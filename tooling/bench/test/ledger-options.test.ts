import { describe, expect, it } from 'vitest';
import { parseLedgerOptions } from '../src/ledger/options.ts';

describe('the options of the ledger benchmark', () => {
  it('measure everything where nothing is said', () => {
    expect(parseLedgerOptions([])).toEqual({
      kind: 'options',
      options: {
        suites: ['throughput', 'app', 'live', 'queries'],
        databases: ['sqlite', 'postgres'],
        inFlight: [64, 256, 1_024],
        frameworks: ['express', 'koa'],
        clients: [0, 20, 200],
        perSecond: 1_000,
        rounds: 5,
        seconds: 3,
        messages: 1_000_000,
        keep: false,
        name: 'ledger',
        check: false,
      },
    });
  });

  it('take what is said', () => {
    const args =
      'queries app --framework koa --in-flight 8 --in-flight 8 --rounds 2 --seconds 0.5 --messages 20000 --keep';
    expect(parseLedgerOptions(args.split(' '))).toMatchObject({
      kind: 'options',
      options: {
        suites: ['app', 'queries'],
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
      'everything --framework hapi --database mysql --in-flight 0 --rounds 1.5 --seconds soon --messages 3 --name A/B';
    const parsed = parseLedgerOptions(args.split(' '));
    expect(parsed.kind === 'invalid' && parsed.faults.map((fault) => fault.split(/[ :]/)[0])).toEqual([
      '--name',
      'everything',
      'mysql',
      '--in-flight',
      'hapi',
      '--rounds',
      '--seconds',
      '--messages',
    ]);
  });

  it('refuse what there is not', () => {
    expect(parseLedgerOptions(['--fast'])).toMatchObject({ kind: 'invalid' });
    expect(parseLedgerOptions(['--help', '--rounds', 'x'])).toEqual({ kind: 'help' });
  });
});
