import { describe, expect, it, vi } from 'vitest';
import { expectBareProblem, observedReceiver, signedRequest } from './receiving.ts';

const deadlineMs = 40;
const never = () => new Promise<never>(() => {});

describe('the deadline', () => {
  it.each([
    ['the handler', { onEvent: never }, signedRequest()],
    ['keeping what cannot be read', { onUnprocessable: never }, signedRequest({ fields: { NumMedia: 'x' } })],
    ['the look-up of keys', { signingKeys: never }, signedRequest()],
  ])('covers %s: 503 with Retry-After', async (_what, options, request) => {
    const { receive, outcomes } = observedReceiver({ deadlineMs, ...options });
    const started = performance.now();
    const outcome = await receive(request);
    expect(performance.now() - started).toBeLessThan(4_000);
    expectBareProblem(outcome, 503, 'Service Unavailable');
    expect(outcome.reply.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'STATUSWIRE_DEADLINE_EXCEEDED' } });
    expect(String(outcome.kind === 'failed' && outcome.error)).toContain(`deadlineMs (${deadlineMs} ms)`);
    expect(outcomes).toEqual([outcome]);
  });

  it('covers reading, handing the host the time there is', async () => {
    const { receiver } = observedReceiver({ deadlineMs: 2_000, maxBodyBytes: 1_000 });
    const readBody = vi.fn(() => 'body_timeout' as const);
    await receiver.receiveFrom(signedRequest(), readBody);
    expect(readBody).toHaveBeenCalledExactlyOnceWith({ timeoutMs: 2_000, maxBytes: 1_000, exact: false });
  });

  it('leaves the handler what reading has left of it', async () => {
    const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    // Each of them is in time by itself.
    const { receiver } = observedReceiver({ deadlineMs: 1_000, onEvent: () => pause(700) });
    const request = signedRequest();
    const outcome = await receiver.receiveFrom(request, async () => {
      await pause(700);
      return request.rawBody;
    });
    expect(outcome.reply.status).toBe(503);
  });

  it('lets a handler through that is in time', async () => {
    const onEvent = () => new Promise((resolve) => setTimeout(resolve, 20));
    const { receive } = observedReceiver({ onEvent, deadlineMs: 4_500 });
    expect((await receive(signedRequest())).reply.status).toBe(200);
  });
});
