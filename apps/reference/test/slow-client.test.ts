import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { normalizeCallback } from '@statuswire/contracts';
import { createLedger, createMemoryStore } from '@statuswire/ledger';
import { expect, test, vi } from 'vitest';
import { streamHeaders } from '../src/live/event-stream.ts';
import { createLiveFeed } from '../src/live/live-feed.ts';

test('who reads too slowly is cut off, who reads is not, and signs of life come in between', async () => {
  const ledger = createLedger({ store: createMemoryStore() });
  const live = createLiveFeed({ ledger, heartbeatMs: 20, slowMs: 500 });
  const server = createServer((_request, response) => {
    response.writeHead(200, streamHeaders);
    live.join(response, null);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const open = async (onText: (text: string) => void) => {
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await once(socket, 'data');
    socket.on('data', onText);
    return socket;
  };
  let read = '';
  const reader = await open((text) => {
    read += text;
  });
  const sleeper = await open(() => {});
  sleeper.pause();
  await vi.waitFor(() => expect(live.clientCount()).toBe(2));
  await vi.waitFor(() => expect(read).toContain('event: heartbeat'));

  let count = 0;
  await vi.waitFor(
    async () => {
      const batch = Array.from({ length: 2_000 }, () => {
        count += 1;
        const payload = { MessageSid: `SM${count}`, AccountSid: 'p', MessageStatus: 'sent', From: '+1', To: '+1' };
        const normalized = normalizeCallback(payload, { receivedAt: new Date() });
        if (!normalized.ok) throw new Error(normalized.problem.message);
        return ledger.record(normalized.event);
      });
      await Promise.all(batch);
      expect(live.clientCount()).toBe(1);
    },
    { timeout: 20_000, interval: 10 },
  );
  await vi.waitFor(() => expect(read.match(/event: fact/g)).toHaveLength(count), { timeout: 20_000 });
  expect(live.droppedCount()).toBe(1);
  sleeper.destroy();
  reader.destroy();
  await vi.waitFor(() => expect(live.clientCount()).toBe(0));
  server.close();
  await ledger.close();
});

test('who leaves while the feed is read for it has not read too slowly', async () => {
  const ledger = createLedger({ store: createMemoryStore() });
  const payload = { MessageSid: 'SM', AccountSid: 'p', MessageStatus: 'sent', From: '+1', To: '+1' };
  const normalized = normalizeCallback(payload, { receivedAt: new Date() });
  if (!normalized.ok) throw new Error(normalized.problem.message);
  await ledger.record(normalized.event);
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const slowly: typeof ledger = {
    ...ledger,
    async feed(query) {
      const page = await ledger.feed(query);
      asked.resolve();
      await answer.promise;
      return page;
    },
  };
  const slowMs = 50;
  const live = createLiveFeed({ ledger: slowly, slowMs });
  const server = createServer((_request, response) => {
    response.writeHead(200, streamHeaders);
    live.join(response, '0');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await asked.promise;
  socket.destroy();
  await vi.waitFor(() => expect(live.clientCount()).toBe(0));
  answer.resolve();
  await new Promise((resolve) => setTimeout(resolve, slowMs * 4));
  expect(live.droppedCount()).toBe(0);
  server.close();
  await ledger.close();
});
