import { request } from 'node:http';
import { createMemoryStore } from '@statuswire/ledger';
import { signedDelivery } from '@statuswire/receiver/testing';
import { createMessagesClient, createReconciler } from '@statuswire/reconciler';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { listMessages } from '../src/api/messages.ts';
import { streamFeed } from '../src/api/stream.ts';
import { callbackPath } from '../src/host.ts';
import { createMetrics } from '../src/metrics/metrics.ts';
import { ask } from './api-client.ts';
import { type Hosted, host, hosts } from './hosted.ts';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads Prometheus' text format, and fails on a line that is none of it. */
function samplesIn(text: string): readonly Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '))
    .map((line) => {
      const [, name = '', inBraces = '', value = ''] = /^([a-z_:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      expect([line, name !== '' && !Number.isNaN(Number(value.replace('Inf', 'Infinity')))]).toEqual([line, true]);
      const labels = [...inBraces.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', word = '']) => [label, word]);
      return { name, labels: Object.fromEntries(labels), value: Number(value) };
    });
}

describe.each(hosts)('the metrics on %s', (framework, createHost) => {
  let hosted: Hosted;
  afterEach(() => hosted.close());

  async function scrape(): Promise<readonly Sample[]> {
    const response = await fetch(`${hosted.url}/metrics`);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    return samplesIn(await response.text());
  }

  const of = (samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}) =>
    samples
      .filter(
        (each) => each.name === name && Object.entries(labels).every(([label, word]) => each.labels[label] === word),
      )
      .reduce((sum, { value }) => sum + value, 0);

  /** Posts a callback to a target as it stands, which `fetch` would bring in order. */
  function post(target: string): Promise<number | undefined> {
    const query = target.includes('?') ? target.slice(target.indexOf('?')) : '';
    const url = `https://example.com/callbacks/status${query}`;
    const { method, headers, body } = signedDelivery({ signingKey: 'PSK-test-key', url, messageId: target });
    return new Promise((resolve, reject) => {
      request(hosted.url, { path: target, method, headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      })
        .on('error', reject)
        .end(body);
    });
  }

  test('count and time every callback that the framework takes for one, however its path is written, and nothing else', async () => {
    hosted = await host({ framework, createHost, store: createMemoryStore() });
    const taken = ['', '/', '?', '?tenant=7', '/?tenant=7'].flatMap((end) => [
      callbackPath + end,
      callbackPath.toUpperCase() + end,
      `http://status.example.com${callbackPath}${end}`,
    ]);
    for (const target of taken) expect([target, await post(target)]).toEqual([target, 200]);
    const others = ['//', '/x', 's', '%2f'].map((end) => callbackPath + end);
    others.push(`/x${callbackPath}`, `/${callbackPath}`, '/callbacks%2Fstatus', `/?x=${callbackPath}`);
    for (const target of others)
      expect([target, [404, 405].includes(Number(await post(target)))]).toEqual([target, true]);
    const samples = await scrape();
    expect(of(samples, 'statuswire_callbacks_total')).toBe(taken.length);
    expect(of(samples, 'statuswire_callback_duration_seconds_count')).toBe(taken.length);
  });

  test('count what came, why it was turned away, and how the service is', async () => {
    const client = createMessagesClient({ baseUrl: 'http://127.0.0.1:1', projectId: 'p', token: 'PT-test' });
    hosted = await host({
      framework,
      createHost,
      store: createMemoryStore(),
      reconcilerOf: (ledger) => createReconciler({ ledger, client }),
    });
    const secret = { from: '+12065550143', to: '+13035550186', body: 'canary-text', messageId: 'canary-message' };
    await Promise.all(Array.from({ length: 5 }, (_, n) => hosted.deliver({ ...secret, messageId: `canary-${n}` })));
    await hosted.deliver({ ...secret, dialect: 'platform' });
    await hosted.deliver({ ...secret, dialect: 'platform' });
    await hosted.deliver({ ...secret, status: 'canary-status', projectId: 'canary-project' });
    await hosted.deliver({ ...secret, signingKey: 'PSK-other' });
    await hosted.deliver({ ...secret, fields: { NumMedia: 'canary-count' } });
    await ask(hosted.url, listMessages, { headers: { 'x-forwarded-for': '192.0.2.1' } });
    const stream = new AbortController();
    await fetch(hosted.url + streamFeed.path, { signal: stream.signal });

    const samples = await scrape();
    const callbacks = (labels: Readonly<Record<string, string>>) =>
      of(samples, 'statuswire_callbacks_total', { framework, ...labels });
    expect(callbacks({ outcome: 'accepted', reason: 'none', dialect: 'compatibility' })).toBe(6);
    expect(callbacks({ outcome: 'accepted', dialect: 'platform' })).toBe(2);
    expect(callbacks({ outcome: 'rejected', reason: 'wrong_signature', dialect: 'unknown' })).toBe(1);
    expect(callbacks({ outcome: 'unprocessable', reason: 'invalid_payload' })).toBe(1);
    expect(of(samples, 'statuswire_callbacks_repeated_total', { dialect: 'platform', framework })).toBe(1);
    expect(of(samples, 'statuswire_callback_duration_seconds_count', { framework, answer: 'acknowledged' })).toBe(9);
    expect(of(samples, 'statuswire_callback_duration_seconds_count', { answer: 'refused' })).toBe(1);
    expect(of(samples, 'statuswire_ledger_commit_events_sum', { result: 'committed' })).toBe(8);
    expect(of(samples, 'statuswire_ledger_commit_events_count')).toBeLessThanOrEqual(8);
    expect(of(samples, 'statuswire_ledger_commit_duration_seconds_count')).toBeGreaterThan(0);
    expect(of(samples, 'statuswire_quarantine_held')).toBe(1);
    expect(of(samples, 'statuswire_feed_clients')).toBe(1);
    expect(of(samples, 'statuswire_access_refused_total', { reason: 'not_local' })).toBe(1);
    const names = new Set(samples.map(({ name }) => name));
    for (const name of [
      'statuswire_ledger_queued_events',
      'statuswire_ledger_queued_characters',
      'statuswire_feed_clients_dropped_total',
      'statuswire_reconciler_checked_total',
      'statuswire_reconciler_healed_total',
      'statuswire_reconciler_gone_total',
      'statuswire_reconciler_failed_total',
      'statuswire_reconciler_lag_seconds',
      'statuswire_reconciler_paused',
    ]) {
      expect([name, names.has(name)]).toEqual([name, true]);
    }
    // No label is anything but a word of ours; `le` holds the bounds of the histograms.
    const words = samples.flatMap(({ labels }) => Object.entries(labels).filter(([label]) => label !== 'le'));
    expect(words.length).toBeGreaterThan(20);
    for (const [, word] of words) expect(word).toMatch(/^[a-z_]{2,40}$/);

    stream.abort();
    await vi.waitFor(async () => expect(of(await scrape(), 'statuswire_feed_clients')).toBe(0));
  });

  test('are there while the database is not, but for what only it knows', async () => {
    const store = createMemoryStore();
    const away = async (): Promise<never> => {
      throw new Error('away');
    };
    hosted = await host({ framework, createHost, store: { ...store, append: away, summary: away } });
    expect((await hosted.deliver()).status).toBe(500);
    const samples = await scrape();
    expect(of(samples, 'statuswire_callbacks_total', { outcome: 'failed', reason: 'error' })).toBe(1);
    expect(of(samples, 'statuswire_callback_duration_seconds_count', { answer: 'try_again' })).toBe(1);
    expect(of(samples, 'statuswire_ledger_commit_events_count', { result: 'failed' })).toBeGreaterThan(0);
    expect(samples.some(({ name }) => name === 'statuswire_quarantine_held')).toBe(false);
  });

  test('are for no other machine', async () => {
    hosted = await host({ framework, createHost, store: createMemoryStore() });
    const response = await fetch(`${hosted.url}/metrics`, { headers: { forwarded: 'for=192.0.2.1' } });
    expect(response.status).toBe(403);
  });
});

test('the process tells of itself', async () => {
  const text = await createMetrics({ processDefaults: true }).text();
  expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_seconds \S+/m);
});
