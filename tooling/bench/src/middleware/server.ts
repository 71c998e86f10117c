// The process under test: one contender on one framework, listening on loopback, and nothing else.
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import type { Dialect } from '../deliveries.ts';
import { createStatusSink, type OnStatus } from '../status-sink.ts';
import { type Contender, type Framework, moduleOf } from './contenders.ts';
import type { Listening, Usage } from './messages.ts';

interface ContenderModule {
  createServer(onStatus: OnStatus, dialect: Dialect): RequestListener;
}

const [framework, contender, dialect] = process.argv.slice(2);
// Only the contender's own dependencies are loaded into its process.
const script = moduleOf(framework as Framework, contender as Contender);
const { createServer: createListener } = (await import(script.href)) as ContenderModule;
const sink = createStatusSink();
const server = createServer(createListener(sink.onStatus, dialect as Dialect)).listen(0, '127.0.0.1');
await once(server, 'listening');

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ processorMs: (user + system) / 1_000, handled: sink.count() } satisfies Usage);
});
// Also where the parent was killed. A profile is written only by a process that ends by itself.
process.on('disconnect', () => process.exit());
process.send?.({ port: (server.address() as AddressInfo).port } satisfies Listening);
