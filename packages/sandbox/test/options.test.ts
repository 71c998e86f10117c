import { StatusWireError } from '@statuswire/contracts';
import { describe, expect, test } from 'vitest';
import { createManualClock, createSandbox, type SandboxOptions } from '../src/index.ts';
import { runningSandbox } from './running-sandbox.ts';

function faultOf(options: unknown): string {
  try {
    createSandbox(options as SandboxOptions);
  } catch (error) {
    if (error instanceof StatusWireError && error.code === 'STATUSWIRE_INVALID_OPTIONS') return error.message;
    throw error;
  }
  return '';
}

describe('options', () => {
  test.for<[unknown, RegExp]>([
    [{ prot: 80 }, /prot/],
    [{ port: 70_000 }, /port/],
    [{ projects: [] }, /projects/],
    [{ projects: [{ projectId: 'a', token: 'b', signingKeys: ' ' }] }, /projects\.0\.signingKeys/],
    [{ projects: [{ projectId: 'a:b', token: 'b', signingKeys: 'c' }] }, /colon/],
    [{ life: { sentAfterMs: -1 } }, /life\.sentAfterMs/],
    [{ prices: { outboundSms: 0.1 } }, /prices\.outboundSms/],
    [{ faults: [{ kind: 'unheard of' }] }, /faults\.0/],
    [{ clock: {} }, /clock/],
    [{ onDelivery: 5 }, /onDelivery/],
    ['x', /options/],
  ])('%j are refused', ([options, message]) => {
    expect(faultOf(options)).toMatch(message);
  });

  test('all that is wrong is said at once', () => {
    expect(faultOf({ prot: 80, port: -1 })).toMatch(/port.*prot|prot.*port/s);
  });

  test('those of a clock and of a query are refused under another name, too', async () => {
    const refusal = expect.objectContaining({ code: 'STATUSWIRE_INVALID_OPTIONS' });
    const [clock, query]: object[] = [{ start: '2026-03-17T00:00:00Z' }, { message: 'm1' }];
    expect(() => createManualClock(clock)).toThrow(refusal);
    const sandbox = await runningSandbox();
    expect(() => sandbox.deliveries(query)).toThrow(refusal);
    expect(() => sandbox.deliveries(query)).toThrow(
      'deliveries knows no option message. It takes: messageId, after, limit.',
    );
  });

  test('none is needed', async () => {
    const sandbox = createSandbox();
    expect(sandbox.seed).toMatch(/^\d+$/);
    expect(() => sandbox.url).toThrow(StatusWireError);
    const url = await sandbox.listen();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await sandbox.listen()).toBe(url);
    expect(sandbox.url).toBe(url);
    await sandbox.close();
    await expect(fetch(url)).rejects.toThrow();
  });

  test('a port that is taken is said', async () => {
    const sandbox = await runningSandbox();
    const other = createSandbox({ port: Number(new URL(sandbox.url).port) });
    await expect(other.listen()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await other.close();
  });

  test('the same seed gives the same messages, another one others', () => {
    const ids = ['a', 'a', 'b'].map((seed) => {
      const sandbox = createSandbox({ seed, clock: createManualClock() });
      return [sandbox.send({}).id, sandbox.send({}).id];
    });
    expect(ids[0]).toEqual(ids[1]);
    expect(new Set(ids.flat()).size).toBe(4);
    expect(ids[0]?.[0]).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  test('a clock of somebody else is used, and says so where it cannot be advanced', async () => {
    const timers: (() => void)[] = [];
    const clock = {
      now: () => 1_000,
      setTimeout: (callback: () => void) => timers.push(callback),
      clearTimeout: () => {},
    };
    const sandbox = createSandbox({ clock });
    sandbox.send({});
    timers.shift()?.();
    expect(sandbox.messages()[0]).toMatchObject({ status: 'initiated', createdAt: 1_000 });
    await expect(sandbox.advance(1)).rejects.toMatchObject({ code: 'STATUSWIRE_INVALID_OPTIONS' });
  });

  test('whoever wants to hears of every delivery', async () => {
    const heard: string[] = [];
    const sandbox = createSandbox({
      clock: createManualClock(),
      faults: [{ kind: 'lost', statuses: ['sent'] }],
      onDelivery: ({ fact, outcome }) => {
        heard.push(`${fact.word} ${outcome}`);
        throw new Error('What an onlooker throws is ignored.');
      },
    });
    sandbox.send({ statusCallback: 'http://127.0.0.1:1/' });
    await sandbox.advance(60_000);
    expect(heard).toEqual(['queued unreachable', 'sending unreachable', 'sent withheld', 'delivered unreachable']);
    await sandbox.close();
  });
});
