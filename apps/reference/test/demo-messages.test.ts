import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { explainErrorCode, isFailure, messageStatuses, normalizeCallback, statusRank } from '@statuswire/contracts';
import { createLedger, createMemoryStore } from '@statuswire/ledger';
import type { Sandbox } from '@statuswire/sandbox';
import { afterEach, expect, test } from 'vitest';
import { createDecodeQuarantined } from '../src/decode-quarantined.ts';
import { demoFaults } from '../src/demo/faults.ts';
import { quarantineLeftOvers } from '../src/demo/left-over.ts';
import { createDemoMessages } from '../src/demo/messages.ts';
import { createDemoProjects } from '../src/demo/projects.ts';
import { createRandom } from '../src/demo/random.ts';
import { openDemoSandbox } from '../src/demo/sandbox.ts';

const clean: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const act of clean.splice(0).reverse()) await act();
});

function messages(seed: number, count: number) {
  const nextMessage = createDemoMessages(createRandom(seed), createDemoProjects());
  return Array.from({ length: count }, nextMessage);
}

/** An endpoint that takes whatever comes. */
async function endpoint(): Promise<string> {
  const server = createServer((request, response) => request.resume().on('end', () => response.end()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  clean.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

interface Played {
  readonly sandbox: Sandbox;
  /** What the demo was told. */
  readonly surprises: readonly string[];
}

/** Plays so many messages of the demo, as fast as can be, to an endpoint that takes whatever comes. */
async function play(seed: number, count: number): Promise<Played> {
  const surprises: string[] = [];
  const sandbox = await openDemoSandbox({
    host: '127.0.0.1',
    port: 0,
    anyPort: false,
    projects: createDemoProjects(),
    seed,
    pace: 100,
    onSurprise: (text) => surprises.push(text),
  });
  clean.push(() => sandbox.close());
  const statusCallback = await endpoint();
  for (const { direction, request } of messages(seed, count)) {
    if (direction === 'inbound') sandbox.receiveInbound({ ...request, statusCallback });
    else sandbox.send({ ...request, statusCallback });
  }
  await sandbox.advance(60_000);
  return { sandbox, surprises };
}

/** Every callback but what differs from run to run: when, signed with which key, in which order. */
function told({ sandbox }: Played): string[] {
  return sandbox
    .deliveries()
    .map(({ messageId, dialect, fact, faults }) =>
      JSON.stringify([messageId, dialect, fact.word, fact.errorCode, faults]),
    )
    .sort();
}

test('the same seed plays the same messages, with the same faults; another one others', async () => {
  expect(messages(42, 50)).toEqual(messages(42, 50));
  expect(messages(42, 5)).not.toEqual(messages(43, 5));
  const first = told(await play(42, 25));
  expect(first.length).toBeGreaterThan(75);
  expect(told(await play(42, 25))).toEqual(first);
  expect(told(await play(43, 25))).not.toEqual(first);
});

test('every life climbs in rank and explains its failures, every MMS ends at sent', async () => {
  const { sandbox } = await play(1, 150);
  const kinds = new Set<string>();
  for (const { life, kind } of sandbox.messages()) {
    kinds.add(kind);
    const ranks = life.map(({ status }) => statusRank(status) ?? Number.NaN);
    expect(ranks).toEqual([...new Set(ranks)].sort((one, other) => one - other));
    for (const { status, errorCode } of life) {
      expect(isFailure(status)).toBe(errorCode !== null);
      if (errorCode !== null) expect(explainErrorCode(errorCode).known).toBe(true);
    }
    if (kind === 'mms') expect(life.at(-1)?.status).toBe('sent');
  }
  expect([...kinds].sort()).toEqual(['mms', 'sms']);
});

test('every status in each dialect that has it, both projects and every fault come up within some minutes', async () => {
  const deliveries = (await play(7, 150)).sandbox.deliveries();
  const words = (dialect: string) =>
    [...new Set(deliveries.filter((each) => each.dialect === dialect).map(({ fact }) => fact.word))].sort();
  const inbound = ['receiving', 'received'];
  const compatibility = messageStatuses.filter((status) => status !== 'initiated' && status !== 'read');
  const platform = messageStatuses.filter((status) => status !== 'sending' && !inbound.includes(status));
  expect(words('compatibility')).toEqual(expect.arrayContaining(compatibility));
  expect(words('platform')).toEqual(expect.arrayContaining(platform));
  expect([...words('compatibility'), ...words('platform')]).toContain('accepted');
  expect(new Set(deliveries.map(({ projectId }) => projectId)).size).toBe(2);
  const struck = new Set(deliveries.flatMap(({ faults }) => faults));
  expect([...struck].sort()).toEqual([...new Set(demoFaults.map(({ kind }) => kind))].sort());
});

test('no ending is lost to a forged signature, and an endpoint that takes a forged one is told of', async () => {
  const { sandbox, surprises } = await play(3, 100);
  const forged = sandbox.deliveries().filter(({ faults }) => faults.includes('wrong_signature'));
  expect(forged.length).toBeGreaterThan(0);
  for (const { fact } of forged) expect(statusRank(fact.status) ?? 0).toBeLessThan(3);
  expect(surprises).toEqual(forged.map(() => 'The demo was answered 200 instead of 403.'));
});

test('a few callbacks of either dialect cannot be read by anybody, none of which tells an ending, however long it runs', async () => {
  const { sandbox, surprises } = await play(4, 600);
  const unreadable = sandbox.deliveries().filter(({ body, headers }) => {
    const isJson = headers['content-type'] === 'application/json';
    const payload: unknown = isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
    return !normalizeCallback(payload, { receivedAt: new Date() }).ok;
  });
  const messages = new Set(unreadable.map(({ messageId }) => messageId));
  expect(messages.size).toBeGreaterThanOrEqual(8);
  expect(messages.size).toBeLessThanOrEqual(12);
  expect([...new Set(unreadable.map(({ dialect }) => dialect))].sort()).toEqual(['compatibility', 'platform']);
  for (const { fact } of unreadable) expect(statusRank(fact.status) ?? 0).toBeLessThan(3);
  expect(surprises.filter((text) => !text.includes('instead of 403'))).toEqual([]);
});

test('what an earlier version left in quarantine is what this one can read', async () => {
  const ledger = createLedger({ store: createMemoryStore() });
  clean.push(() => ledger.close());
  await quarantineLeftOvers(ledger, { projects: createDemoProjects(), now: new Date() });
  const { items } = await ledger.quarantined();
  expect(items).toHaveLength(2);
  const decode = createDecodeQuarantined();
  for (const { id } of items) expect(await ledger.retryQuarantined(id, decode)).toMatchObject({ ok: true });
  const recorded = await ledger.list();
  expect(recorded.items.map(({ status }) => status)).toEqual(['delivered', 'delivered']);
  expect(new Set(recorded.items.map(({ projectId }) => projectId)).size).toBe(2);
  for (const { from, to } of recorded.items) expect(`${from} ${to}`).toMatch(/^\+1\d{3}55501\d\d \+1\d{3}55501\d\d$/);
});

test('where nobody asked for the port, another one will do', async () => {
  const taken = Number(new URL(await endpoint()).port);
  const options = { host: '127.0.0.1', port: taken, projects: createDemoProjects(), seed: 1, pace: 1, onSurprise() {} };
  await expect(openDemoSandbox({ ...options, anyPort: false })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const sandbox = await openDemoSandbox({ ...options, anyPort: true });
  clean.push(() => sandbox.close());
  expect(new URL(sandbox.url).port).not.toBe(String(taken));
});

test('its numbers belong to nobody', () => {
  for (const { request } of messages(5, 200)) {
    expect(request.from).toMatch(/^\+1\d{3}55501\d\d$/);
    expect(request.to).toMatch(/^\+1\d{3}55501\d\d$/);
  }
});
