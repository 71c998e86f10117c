import { randomInt } from 'node:crypto';
import { assertKnownOptions, StatusWireError } from '@statuswire/contracts';
import { compareDeliveries } from './callback/compare-deliveries.ts';
import { createCourier } from './callback/courier.ts';
import { createDeliver } from './callback/deliver.ts';
import { deliveryQueryNames } from './callback/delivery.ts';
import { createDeliveryLog } from './callback/delivery-log.ts';
import { createSigner } from './callback/signing.ts';
import { isAdvanceable } from './clock/clock.ts';
import { createScheduler } from './clock/scheduler.ts';
import { createSystemClock } from './clock/system-clock.ts';
import { createControlApi, maxControlBytes } from './control/control-api.ts';
import { faultsSchema } from './fault/fault.ts';
import { createFaultRules } from './fault/fault-rules.ts';
import { keyRotationSchema } from './key-rotation.ts';
import { loadOptionsSchema } from './load/load-options.ts';
import { type LoadRun, startLoadRun } from './load/load-run.ts';
import { createBilling } from './message/billing.ts';
import { createLives } from './message/lives.ts';
import { createMessageStore } from './message/message-store.ts';
import { createAgents, networkClock } from './network.ts';
import { parseOptions, type SandboxOptions, sandboxOptionsSchema } from './options.ts';
import { createMessageService } from './rest/message-service.ts';
import { createRestApi, maxRestBytes } from './rest/rest-api.ts';
import { createSenderRules } from './rest/sender-rules.ts';
import { type ListeningServer, startServer } from './rest/server.ts';
import type { Sandbox } from './sandbox.ts';
import { inboundRequestSchema, sendRequestSchema } from './send-request.ts';

function invalid(message: string): StatusWireError {
  return new StatusWireError('STATUSWIRE_INVALID_OPTIONS', message);
}

function closed(message: string): StatusWireError {
  return new StatusWireError('STATUSWIRE_CLOSED', message);
}

/**
 * Makes a SignalWire to develop against: both REST APIs, signed status callbacks, faults and load on demand. Throws
 * `STATUSWIRE_INVALID_OPTIONS`, naming everything that is wrong. Source: docs/sandbox.md.
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const settings = parseOptions(sandboxOptionsSchema, options);
  const seed = String(settings.seed ?? randomInt(2 ** 47));
  const clock = settings.clock ?? createSystemClock();
  const scheduler = createScheduler(clock);
  // Apart from the rest: a reset must not leave an old key in use for ever.
  const rotations = createScheduler(clock);
  const agents = createAgents(settings.callbacks.certificateAuthority);
  const billing = createBilling({ prices: settings.prices, pricedAfterMs: settings.life.pricedAfterMs, clock });
  const store = createMessageStore({ retain: settings.retain.messages, billing });
  const log = createDeliveryLog({ retain: settings.retain.deliveries });
  const faults = createFaultRules({ seed, faults: settings.faults });
  const signer = createSigner({
    keys: new Map(settings.projects.map(({ projectId, signingKeys }) => [projectId, signingKeys])),
    scheme: settings.callbacks.formScheme,
    sha256: settings.callbacks.sha256,
    scheduler: rotations,
  });
  const deliver = createDeliver({ agents, clock: networkClock });
  const loads = new Set<LoadRun>();
  let load: LoadRun | null = null;
  let listening: Promise<ListeningServer> | null = null;
  let server: ListeningServer | null = null;

  const courier = createCourier({
    seed,
    encoding: settings.callbacks.compatibilityEncoding,
    scheduler,
    faults,
    signer,
    deliver: deliver.send,
    log,
    onDelivery(delivery) {
      try {
        settings.onDelivery?.(delivery);
      } catch {
        // Whoever looks on cannot change what happens.
      }
    },
  });
  const lives = createLives({
    seed,
    timing: settings.life,
    billing,
    clock,
    scheduler,
    faults,
    courier,
    store,
  });
  const service = createMessageService({ store, lives, clock, senders: createSenderRules(settings) });
  const rest = createRestApi({
    tokens: new Map(settings.projects.map(({ projectId, token }) => [projectId, token])),
    faults,
    service,
    origin: () => sandbox.url,
  });

  function projectOf(projectId: string | undefined): string {
    const found = settings.projects.find((project) => projectId === undefined || project.projectId === projectId);
    if (found === undefined) throw invalid('projectId: is none of the projects that this sandbox was made with.');
    return found.projectId;
  }

  function destroyConnections(): void {
    agents.http.destroy();
    agents.https.destroy();
  }

  function cancelTimers(): void {
    scheduler.cancelAll();
    rotations.cancelAll();
  }

  async function stopLoads(): Promise<void> {
    await Promise.all([...loads].map((run) => run.stop()));
  }

  const sandbox: Sandbox = {
    async listen() {
      listening ??= startServer({
        host: settings.host,
        port: settings.port,
        tls: settings.tls,
        maxBodyBytes: (path) => (control.handles(path) ? maxControlBytes : maxRestBytes),
        handle: (request) => (control.handles(request.path) ? control.handle(request) : rest(request)),
      });
      const begun = listening;
      try {
        const started = await begun;
        if (listening !== begun) throw closed('The sandbox was closed while it began to listen.');
        server = started;
        return started.url;
      } catch (error) {
        // A port that is taken may be free the next time.
        if (listening === begun) listening = null;
        throw error;
      }
    },
    get url() {
      if (server === null) throw closed('The sandbox does not listen: call listen() first.');
      return server.url;
    },
    async close() {
      deliver.stop();
      const begun = listening;
      listening = null;
      server = null;
      // The server first, as soon as it is there: nobody may begin anything any more.
      await (await begun?.catch(() => null))?.close();
      cancelTimers();
      // Whoever waits for an endpoint that hangs stops waiting; what is begun meanwhile ends below.
      destroyConnections();
      await stopLoads();
      await courier.idle();
      destroyConnections();
      cancelTimers();
    },
    seed,
    clock,
    get projects() {
      return settings.projects.map(({ projectId, token }) => ({
        projectId,
        token,
        signingKeys: signer.keys(projectId),
      }));
    },
    send(request) {
      const { projectId, statusCallback, customVariables, validitySeconds, ...content } = parseOptions(
        sendRequestSchema,
        request,
      );
      return service.create({
        ...content,
        projectId: projectOf(projectId),
        direction: 'outbound-api',
        statusCallback: statusCallback ?? null,
        customVariables: customVariables ?? null,
        ...(validitySeconds === undefined ? {} : { validitySeconds }),
      });
    },
    receiveInbound(request) {
      const { projectId, statusCallback, ...content } = parseOptions(inboundRequestSchema, request);
      return service.create({
        ...content,
        projectId: projectOf(projectId),
        direction: 'inbound',
        statusCallback: statusCallback ?? null,
      });
    },
    message: (id) => store.get(id),
    messages: () => store.all(),
    deliveries(query = {}) {
      assertKnownOptions('deliveries', query, deliveryQueryNames);
      return [...log.each(query)];
    },
    compare: (keys) => compareDeliveries(log.each(), keys, { complete: log.forgotten === 0 }),
    get faults() {
      return faults.current;
    },
    setFaults(replacement) {
      faults.replace(parseOptions(faultsSchema, replacement));
    },
    async advance(milliseconds) {
      if (!isAdvanceable(clock)) throw invalid('The clock of this sandbox cannot be advanced from here.');
      await courier.idle();
      const target = clock.now() + milliseconds;
      for (let next = clock.nextTimer(); next !== null && next <= target; next = clock.nextTimer()) {
        clock.advance(Math.max(next - clock.now(), 0));
        await courier.idle();
      }
      clock.advance(Math.max(target - clock.now(), 0));
      await courier.idle();
    },
    settled: () => courier.idle(),
    rotateSigningKey(rotation) {
      const { signingKey, projectId, overlapMs } = parseOptions(keyRotationSchema, rotation);
      signer.rotate(projectOf(projectId), signingKey, overlapMs);
    },
    startLoad(given) {
      const loadSettings = parseOptions(loadOptionsSchema, given);
      const projectId = projectOf(loadSettings.projectId);
      void stopLoads();
      const run = startLoadRun({ ...loadSettings, projectId }, lives);
      load = run;
      loads.add(run);
      void run.finished.then(() => loads.delete(run));
      return run;
    },
    get load() {
      return load;
    },
    async reset() {
      scheduler.cancelAll();
      await stopLoads();
      await courier.idle();
      load = null;
      courier.clear();
      faults.replace([]);
      store.clear();
      log.clear();
    },
  };
  const control = createControlApi(sandbox, { host: settings.host });
  return sandbox;
}
