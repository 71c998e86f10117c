import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLedger, createMemoryStore, type Ledger, type LedgerStore, type MessageState } from '@statuswire/ledger';
import { createReceiver } from '@statuswire/receiver';
import { receiveFromNode, writeNodeReply } from '@statuswire/receiver/node';
import {
  createManualClock,
  createSandbox,
  defaultProject,
  type Sandbox,
  type SandboxMessage,
  type SandboxOptions,
} from '@statuswire/sandbox';
import { onTestFinished } from 'vitest';
import {
  type CheckPolicy,
  createCheckPolicy,
  createMessagesClient,
  createReconciler,
  type MessagesClient,
  type MessagesClientOptions,
  type Reconciler,
  type ReconcilerEvent,
  type ReconcilerOptions,
  type RestOperation,
} from '../src/index.ts';

export const { projectId, token } = defaultProject;

/** Everything but the network is told here; the network is real: the sandbox, an endpoint that takes callbacks, a ledger. */
export interface World {
  readonly sandbox: Sandbox;
  readonly ledger: Ledger;
  readonly policy: CheckPolicy;
  /** Where the sandbox sends callbacks. */
  readonly statusCallback: string;
  readonly now: () => Date;
  /** What the clients of this world asked for, in order. */
  readonly requests: RestOperation[];
  /** What the reconcilers of this world did, in order. */
  readonly events: ReconcilerEvent[];
  client(options?: Partial<MessagesClientOptions>): MessagesClient;
  reconciler(options?: Partial<ReconcilerOptions>): Reconciler;
  state(messageId: string): Promise<MessageState | null>;
}

/** What a test says of its world. */
export interface WorldOptions {
  readonly sandbox?: SandboxOptions;
  /** @default a memory store */
  readonly store?: LedgerStore;
  readonly policy?: CheckPolicy;
}

/** Listens on loopback until the test is over, and resolves with the URL. */
export async function listening(server: http.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Makes a world, closed when the test is over. */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const clock = createManualClock();
  const now = () => new Date(clock.now());
  const sandbox = createSandbox({ seed: 1, clock, ...options.sandbox });
  await sandbox.listen();
  const policy = options.policy ?? createCheckPolicy();
  const ledger = createLedger({ store: options.store ?? createMemoryStore(), now, checkAt: policy.checkAt });
  onTestFinished(async () => {
    await sandbox.close();
    await ledger.close();
  });
  const receiver = createReceiver({
    signingKeys: defaultProject.signingKeys,
    onEvent: async (event) => {
      // Received by the sandbox's clock: what takes hours there takes moments here.
      await ledger.record({ ...event, receivedAt: now().toISOString() });
    },
  });
  const server = http.createServer((request, response) => {
    void receiveFromNode(receiver, request).then((outcome) => {
      if (outcome !== null) writeNodeReply(response, outcome.reply);
    });
  });
  const requests: RestOperation[] = [];
  const events: ReconcilerEvent[] = [];
  const client = (given: Partial<MessagesClientOptions> = {}) =>
    createMessagesClient({
      baseUrl: sandbox.url,
      projectId,
      token,
      retryDelayMs: 0,
      now,
      onRequest: (operation) => requests.push(operation),
      ...given,
    });
  return {
    sandbox,
    ledger,
    policy,
    statusCallback: `${await listening(server)}/callbacks/status`,
    now,
    requests,
    events,
    client,
    reconciler: (given = {}) =>
      createReconciler({
        ledger,
        client: client(),
        policy,
        now,
        random: () => 0,
        onEvent: (event) => events.push(event),
        ...given,
      }),
    state: (messageId) => ledger.message({ projectId, messageId }),
  };
}

/** Works through rounds until there is no more to do at once; resolves with how many it took. */
export async function runRounds(reconciler: Reconciler): Promise<number> {
  for (let rounds = 1; rounds < 1_000; rounds += 1) if (!(await reconciler.runOnce()).more) return rounds;
  throw new Error('the reconciler never came to an end');
}

/** Advances the sandbox in steps, with rounds after each, as a process that runs all the time would work. */
export async function liveThrough(
  world: World,
  reconciler: Reconciler,
  totalMs: number,
  stepMs: number,
): Promise<void> {
  for (let passed = 0; passed < totalMs; passed += stepMs) {
    await world.sandbox.advance(stepMs);
    await runRounds(reconciler);
  }
}

/** What the callbacks of a sandbox's messages came to. */
export interface Missed {
  /** Messages whose last status no callback told: only REST can. */
  readonly endings: readonly SandboxMessage[];
  /** Messages that no callback told of at all. */
  readonly silent: readonly SandboxMessage[];
}

/** Which messages a fault kept callbacks back of. */
export function missedMessages(sandbox: Sandbox): Missed {
  const told = new Map<string, Set<string>>();
  for (const { messageId, fact, outcome } of sandbox.deliveries()) {
    if (outcome === 'withheld') continue;
    const statuses = told.get(messageId) ?? new Set();
    told.set(messageId, statuses.add(fact.status));
  }
  const messages = sandbox.messages();
  return {
    endings: messages.filter(({ id, status }) => !told.get(id)?.has(status)),
    silent: messages.filter(({ id }) => !told.has(id)),
  };
}

export const minute = 60_000;
export const hour = 60 * minute;
