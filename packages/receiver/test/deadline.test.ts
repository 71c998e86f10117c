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

  it('covers reading, and handles nothing that comes later', async () => {
    const onEvent = vi.fn();
    const { receiver, outcomes } = observedReceiver({ deadlineMs, onEvent });
    const request = signedRequest();
    let bodyIsThere = (_: Uint8Array) => {};
    const body = new Promise<Uint8Array>((resolve) => {
      bodyIsThere = resolve;
    });
    const outcome = await receiver.receiveFrom(request, () => body);
    expect(outcome).toMatchObject({ kind: 'rejected', reason: 'body_timeout', reply: { status: 408 } });
    bodyIsThere(request.rawBody);
    await body;
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(onEvent).not.toHaveBeenCalled();
    expect(outcomes).toEqual([outcome]);
  });

  it.each([
    ['the look-up of keys', { signingKeys: never }, async () => signedRequest().rawBody, 503],
    ['reading', {}, never, 408],
  ])('covers %s without onEvent, too: what the next handler takes is its own', async (_what, options, read, status) => {
    const { receiver } = observedReceiver({ deadlineMs, onEvent: undefined, ...options });
    expect(receiver.handlesEvents).toBe(false);
    const outcome = await receiver.receiveFrom(signedRequest(), read);
    expect(outcome.reply.status).toBe(status);
  });

  it('belongs to each request, however many there are', async () => {
    const { receive } = observedReceiver({ deadlineMs: 300, onEvent: never });
    const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    const took: number[] = [];
    const requests = Array.from({ length: 20 }, async (_, index) => {
      await pause(index * 20);
      const started = performance.now();
      expect((await receive(signedRequest())).reply.status).toBe(503);
      took.push(performance.now() - started);
    });
    await Promise.all(requests);
    expect(Math.min(...took)).toBeGreaterThanOrEqual(295);
    expect(Math.max(...took)).toBeLessThan(4_000);
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
