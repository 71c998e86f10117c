import { describe, expect, test } from 'vitest';
import { createLatencyHistogram } from '../src/load/latency-histogram.ts';
import { rawEndpoint } from './raw-endpoint.ts';
import { receivingEndpoint } from './receiving-endpoint.ts';
import { runningSandbox } from './running-sandbox.ts';

describe('a load', () => {
  test('keeps its rate for two seconds, and everything it sent was recorded', { timeout: 20_000 }, async () => {
    const endpoint = await receivingEndpoint();
    const sandbox = await runningSandbox();
    const run = sandbox.startLoad({ url: endpoint.url, rate: 300, durationMs: 2_000, warmUpMs: 0 });
    expect(run.report().state).toBe('running');
    const report = await run.finished;
    expect(report).toMatchObject({ state: 'finished', refused: 0, unreachable: 0, withheld: 0 });
    expect(report.acknowledged).toBe(report.callbacks);
    expect(report.callbacks).toBe(report.messages * 4);
    // A machine under other load may fall behind, but never runs ahead.
    expect(report.callbacks).toBeGreaterThan(300);
    expect(report.callbacks).toBeLessThanOrEqual(600 + 4 * 64);
    expect(report.answers).toEqual({ 200: report.callbacks });
    expect(report.latencyMs.count).toBe(report.callbacks);
    expect(report.lateMs.count).toBeGreaterThanOrEqual(report.callbacks);
    const { min, p50, p90, p95, p99, p999, max } = report.latencyMs;
    expect([min, p50, p90, p95, p99, p999, max]).toEqual(
      [min, p50, p90, p95, p99, p999, max].toSorted((a, b) => a - b),
    );
    const comparison = sandbox.compare(endpoint.events.map(({ key }) => key));
    expect(comparison).toMatchObject({ complete: true, missing: [], foreign: [], unconfirmed: [] });
    expect(comparison.acknowledged).toBe(report.callbacks);
  });

  test('warms up first, with real callbacks that are counted apart', { timeout: 20_000 }, async () => {
    // Slow at first, as everything is that has just been started.
    const endpoint = await rawEndpoint((response, number) => {
      if (number < 5) setTimeout(() => response.end(), 600);
      else response.end();
    });
    const sandbox = await runningSandbox();
    const run = sandbox.startLoad({ url: endpoint.origin, rate: 100, durationMs: 1_000, warmUpMs: 1_500 });
    expect(run.report()).toMatchObject({ state: 'warming_up', elapsedMs: 0, callbacks: 0, perSecond: 0 });
    const { warmUp, ...report } = await run.finished;
    expect(warmUp.callbacks).toBeGreaterThan(20);
    expect(warmUp).toMatchObject({ acknowledged: warmUp.callbacks, answers: { 200: warmUp.callbacks } });
    expect(report).toMatchObject({ acknowledged: report.callbacks, answers: { 200: report.callbacks } });
    expect(report.latencyMs.count).toBe(report.callbacks);
    expect(report.latencyMs.max).toBeLessThan(600);
    expect((warmUp.messages + report.messages) * 4).toBe(warmUp.callbacks + report.callbacks);
    expect(sandbox.compare([])).toMatchObject({ acknowledged: warmUp.callbacks + report.callbacks });
    expect(report.perSecond).toBeCloseTo((report.callbacks / report.elapsedMs) * 1_000);
  });

  test('warms up for two seconds unless a number of callbacks is asked for', async () => {
    const endpoint = await rawEndpoint((response) => response.end());
    const sandbox = await runningSandbox();
    const timed = sandbox.startLoad({ url: endpoint.origin, rate: 20 });
    expect(timed.report().state).toBe('warming_up');
    // What was sent until then was warm-up, and the report says so.
    expect(await timed.stop()).toMatchObject({ state: 'finished', elapsedMs: 0, callbacks: 0, perSecond: 0 });
    const counted = await sandbox.startLoad({ url: endpoint.origin, rate: 1_000, callbacks: 8 }).finished;
    expect(counted.warmUp.callbacks).toBe(0);
    expect(counted.callbacks).toBeGreaterThanOrEqual(8);
    const both = await sandbox.startLoad({ url: endpoint.origin, rate: 200, callbacks: 8, warmUpMs: 200 }).finished;
    expect(both.warmUp.callbacks).toBeGreaterThan(0);
    expect(both.callbacks).toBeGreaterThanOrEqual(8);
  });

  test('goes as fast as can be without a rate, up to a number of callbacks, in order for each message', async () => {
    const endpoint = await receivingEndpoint();
    const sandbox = await runningSandbox();
    const { finished } = sandbox.startLoad({
      url: endpoint.url,
      dialect: 'platform',
      callbacks: 200,
      concurrency: 8,
    });
    const report = await finished;
    expect(report.callbacks).toBeGreaterThanOrEqual(200);
    expect(report.callbacks).toBeLessThan(200 + 8 * 4);
    for (const { id, life } of sandbox.messages()) {
      expect(life.map(({ status }) => status)).toEqual(['queued', 'initiated', 'sent', 'delivered']);
      const heard = endpoint.events.filter(({ messageId }) => messageId === id);
      expect(heard.map(({ status }) => status)).toEqual(['queued', 'initiated', 'sent', 'delivered']);
    }
  });

  test('counts its own callbacks only, whoever else sends to the same endpoint', async () => {
    const endpoint = await rawEndpoint((response) => setTimeout(() => response.end(), 100));
    const sandbox = await runningSandbox();
    const url = endpoint.origin;
    const first = sandbox.startLoad({ url, callbacks: 40, concurrency: 4 });
    // Its callbacks are on their way now.
    while (endpoint.requests.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
    const second = sandbox.startLoad({ url, callbacks: 8, concurrency: 2 });
    sandbox.send({ statusCallback: url });
    const [before, after] = await Promise.all([first.finished, second.finished]);
    await sandbox.settled();
    for (const { messages, callbacks, acknowledged } of [before, after]) {
      expect({ callbacks, acknowledged }).toEqual({ callbacks: messages * 4, acknowledged: messages * 4 });
    }
    expect(before.callbacks + after.callbacks + 1).toBe(endpoint.requests.length);
  });

  test('counts what was answered, faults included', async () => {
    const endpoint = await rawEndpoint((response, number) => response.writeHead(number % 2 ? 503 : 200).end());
    const sandbox = await runningSandbox({ faults: [{ kind: 'lost', statuses: ['sent'] }] });
    const { finished } = sandbox.startLoad({ url: endpoint.origin, callbacks: 40, concurrency: 1 });
    const report = await finished;
    expect(report.withheld).toBe(report.callbacks / 4);
    expect(report.acknowledged).toBe((report.callbacks / 4) * 3);
    expect(report.answers[503]).toBeGreaterThan(0);
    expect(report.answers[200]).toBe(report.acknowledged);
  });

  test('is stopped on demand, and by the next one', async () => {
    const endpoint = await receivingEndpoint();
    const sandbox = await runningSandbox();
    const first = sandbox.startLoad({ url: endpoint.url, durationMs: 60_000, rate: 50 });
    const second = sandbox.startLoad({ url: endpoint.url, durationMs: 60_000, rate: 50 });
    expect((await first.finished).state).toBe('finished');
    expect(sandbox.load?.report().state).toBe('warming_up');
    expect((await second.stop()).state).toBe('finished');
    expect(() => sandbox.startLoad({ url: 'nowhere' })).toThrow(/url/);
    expect(() => sandbox.startLoad({ url: endpoint.url, projectId: 'nobody' })).toThrow(/projectId/);
  });

  test('leaves no more behind than is to be retained, and says so', async () => {
    const endpoint = await receivingEndpoint();
    const sandbox = await runningSandbox({ retain: { messages: 10, deliveries: 30 } });
    const { callbacks } = await sandbox.startLoad({ url: endpoint.url, callbacks: 200 }).finished;
    // No message was forgotten on its way, though more than ten were.
    expect(callbacks % 4).toBe(0);
    expect(new Set(endpoint.events.map(({ key }) => key)).size).toBe(callbacks);
    expect(sandbox.messages()).toHaveLength(10);
    expect(sandbox.deliveries()).toHaveLength(30);
    expect(sandbox.compare([]).complete).toBe(false);
  });
});

describe('the histogram', () => {
  test('tells percentiles to three digits', () => {
    const histogram = createLatencyHistogram();
    expect(histogram.summary()).toMatchObject({ count: 0, min: 0, p50: 0, max: 0 });
    for (let value = 1; value <= 1_000; value += 1) histogram.record(value / 10);
    const { count, min, mean, p50, p95, p99, max } = histogram.summary();
    expect([count, min]).toEqual([1_000, 0.1]);
    for (const [found, right] of [
      [mean, 50.05],
      [p50, 50],
      [p95, 95],
      [p99, 99],
      [max, 100],
    ] as const) {
      expect(Math.abs(found - right)).toBeLessThan(0.1);
    }
  });
});
