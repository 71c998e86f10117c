import { createMemoryStore } from '@statuswire/ledger';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { streamFeed } from '../src/api/stream.ts';
import { type Hosted, host, hosts } from './hosted.ts';

interface StreamedEvent {
  readonly name: string;
  readonly id: string | null;
  readonly data: Readonly<Record<string, string>>;
}

const hosted: Hosted[] = [];
const streams: AbortController[] = [];

afterEach(async () => {
  for (const stream of streams.splice(0)) stream.abort();
  for (const each of hosted.splice(0)) await each.close();
});

async function start(framework: (typeof hosts)[number]): Promise<Hosted> {
  const [name, createHost] = framework;
  const service = await host({ framework: name, createHost, store: createMemoryStore() });
  hosted.push(service);
  return service;
}

/** Reads a stream; `ended` resolves once the server has ended it. */
async function read(url: string, headers: Readonly<Record<string, string>> = {}) {
  const stream = new AbortController();
  streams.push(stream);
  const response = await fetch(url + streamFeed.path, { headers, signal: stream.signal });
  const events: StreamedEvent[] = [];
  let text = '';
  async function readAll(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      text += decoder.decode(bytes, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null;
        events.push({ name: field('event') ?? '', id: field('id'), data: JSON.parse(field('data') ?? 'null') });
      }
    }
  }
  const ended = readAll().catch(() => {});
  const facts = () => events.filter(({ name }) => name === 'fact');
  await vi.waitFor(() => expect(events[0]?.name).toBe('ready'));
  return { response, events, facts, ended, leave: () => stream.abort() };
}

describe.each(hosts)('the live feed on %s', (...framework) => {
  test('tells each new fact once, with its place in the feed, and no text or number', async () => {
    const service = await start(framework);
    await service.deliver({ messageId: 'before' });
    const { response, facts } = await read(service.url);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    for (const status of ['sent', 'sent', 'delivered']) await service.deliver({ messageId: 'live', status });
    await vi.waitFor(() => expect(facts()).toHaveLength(2));
    const feed = await service.ledger.feed();
    expect(facts().map(({ id }) => id)).toEqual(feed.events.slice(1).map(({ cursor }) => cursor));
    expect(facts().map(({ data }) => data.key)).toEqual(feed.events.slice(1).map(({ key }) => key));
    expect(Object.keys(facts()[0]?.data ?? {})).not.toEqual(expect.arrayContaining(['body', 'from', 'to']));
  });

  test('who comes back with the last id misses nothing and gets nothing twice, while more arrives', async () => {
    const service = await start(framework);
    const first = await read(service.url);
    await Promise.all(Array.from({ length: 20 }, (_, n) => service.deliver({ messageId: `a${n}` })));
    await vi.waitFor(() => expect(first.facts()).toHaveLength(20));
    first.leave();
    await first.ended;
    await Promise.all(Array.from({ length: 700 }, (_, n) => service.deliver({ messageId: `b${n}` })));
    const lastId = first.facts().at(-1)?.id ?? '';
    const arriving = Promise.all(Array.from({ length: 50 }, (_, n) => service.deliver({ messageId: `c${n}` })));
    const second = await read(service.url, { 'last-event-id': lastId });
    await arriving;
    await vi.waitFor(() => expect(second.facts()).toHaveLength(750), { timeout: 10_000 });
    const { events } = await service.ledger.feed({ limit: 2_000 });
    expect([...first.facts(), ...second.facts()].map(({ id }) => id)).toEqual(events.map(({ cursor }) => cursor));
  });

  test('many clients that come and go all see the same', async () => {
    const service = await start(framework);
    const clients = [];
    for (let round = 0; round < 12; round += 1) {
      clients.push({ from: round * 5, client: await read(service.url) });
      await Promise.all(Array.from({ length: 5 }, (_, n) => service.deliver({ messageId: `${round}-${n}` })));
      if (round % 4 === 3) clients[round - 1]?.client.leave();
    }
    const { events } = await service.ledger.feed();
    for (const [index, { from, client }] of clients.entries()) {
      if (index % 4 === 2) continue;
      const expected = events.slice(from).map(({ cursor }) => cursor);
      await vi.waitFor(() => expect(client.facts().map(({ id }) => id)).toEqual(expected), { timeout: 10_000 });
    }
  });

  test('a cursor of another database is no reason to wait for ever', async () => {
    const service = await start(framework);
    const { facts, events } = await read(service.url, { 'last-event-id': '999999' });
    expect(events[0]?.id).toBe('0');
    await service.deliver();
    await vi.waitFor(() => expect(facts()).toHaveLength(1));
  });

  test('ends when the service stops, and refuses what it cannot read', async () => {
    const service = await start(framework);
    const { ended } = await read(service.url);
    const asked = (headers: Record<string, string>, query = '') =>
      fetch(service.url + streamFeed.path + query, { headers });
    expect((await asked({ 'last-event-id': 'x' })).status).toBe(400);
    expect((await asked({}, '?after=x')).status).toBe(400);
    expect((await asked({ forwarded: 'for=192.0.2.1' })).status).toBe(403);
    const head = await fetch(service.url + streamFeed.path, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    hosted.pop();
    await service.close();
    await ended;
  });
});
