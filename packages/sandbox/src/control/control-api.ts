import { StatusWireError } from '@statuswire/contracts';
import { faultsSchema } from '../fault/fault.ts';
import { keyRotationSchema } from '../key-rotation.ts';
import { loadOptionsSchema } from '../load/load-options.ts';
import { parseOptions } from '../options.ts';
import { mediaType, type RestReply, type RestRequest } from '../rest/http-message.ts';
import { createRouteTable, type Route, type RouteParameters } from '../rest/route-table.ts';
import type { Sandbox } from '../sandbox.ts';
import { inboundRequestSchema, sendRequestSchema } from '../send-request.ts';
import {
  advanceRequestSchema,
  compareRequestSchema,
  deliveryQuerySchema,
  messageQuerySchema,
} from './control-requests.ts';
import { problem } from './problem.ts';

/** The control API: what a test does in process, for everybody else by HTTP. */
export interface ControlApi {
  /** Whether a path is its own. */
  handles(path: string): boolean;
  handle(request: RestRequest): Promise<RestReply>;
}

interface ControlRequest {
  readonly body: unknown;
  readonly query: Readonly<Record<string, string>>;
  readonly parameters: RouteParameters;
}

type ControlHandler = (request: ControlRequest) => RestReply | Promise<RestReply>;

const defaultLimit = 1_000;

/** Largest body that the control API takes, in bytes: the keys of half a million events. */
export const maxControlBytes = 64 * 1024 * 1024;

function ok(body: unknown): RestReply {
  return { status: 200, body };
}

function controlRoutes(sandbox: Sandbox): Route<ControlHandler>[] {
  const overview = (): RestReply =>
    ok({
      url: sandbox.url,
      seed: sandbox.seed,
      now: new Date(sandbox.clock.now()).toISOString(),
      projects: sandbox.projects,
      routes: routes.map(([method, template]) => `${method} ${template}`),
    });
  const routes: Route<ControlHandler>[] = [
    ['GET', '/_sandbox', overview],
    [
      'GET',
      '/_sandbox/messages',
      ({ query }) => {
        const { limit = defaultLimit } = parseOptions(messageQuerySchema, query);
        return ok({ messages: sandbox.messages().reverse().slice(0, limit) });
      },
    ],
    [
      'POST',
      '/_sandbox/messages',
      ({ body }) => ({ status: 201, body: sandbox.send(parseOptions(sendRequestSchema, body)) }),
    ],
    [
      'GET',
      '/_sandbox/messages/:id',
      ({ parameters: { id = '' } }) => {
        const message = sandbox.message(id);
        return message === null
          ? problem(404, 'No message has this id.')
          : ok({ message, deliveries: sandbox.deliveries({ messageId: id }) });
      },
    ],
    [
      'GET',
      '/_sandbox/deliveries',
      ({ query }) => {
        const { message, after, limit = defaultLimit } = parseOptions(deliveryQuerySchema, query);
        return ok({ deliveries: sandbox.deliveries({ messageId: message, after, limit }) });
      },
    ],
    ['POST', '/_sandbox/compare', ({ body }) => ok(sandbox.compare(parseOptions(compareRequestSchema, body).keys))],
    ['GET', '/_sandbox/faults', () => ok({ faults: sandbox.faults })],
    [
      'PUT',
      '/_sandbox/faults',
      ({ body }) => {
        sandbox.setFaults(parseOptions(faultsSchema, body));
        return ok({ faults: sandbox.faults });
      },
    ],
    ['GET', '/_sandbox/clock', () => ok({ now: new Date(sandbox.clock.now()).toISOString() })],
    [
      'POST',
      '/_sandbox/clock',
      async ({ body }) => {
        await sandbox.advance(parseOptions(advanceRequestSchema, body).advanceMs);
        return ok({ now: new Date(sandbox.clock.now()).toISOString() });
      },
    ],
    [
      'POST',
      '/_sandbox/inbound',
      ({ body }) => ({ status: 201, body: sandbox.receiveInbound(parseOptions(inboundRequestSchema, body)) }),
    ],
    [
      'POST',
      '/_sandbox/keys',
      ({ body }) => {
        sandbox.rotateSigningKey(parseOptions(keyRotationSchema, body));
        return ok({ projects: sandbox.projects });
      },
    ],
    [
      'POST',
      '/_sandbox/load',
      ({ body }) => ({ status: 202, body: sandbox.startLoad(parseOptions(loadOptionsSchema, body)).report() }),
    ],
    [
      'GET',
      '/_sandbox/load',
      () => (sandbox.load === null ? problem(404, 'No load was started.') : ok(sandbox.load.report())),
    ],
    [
      'DELETE',
      '/_sandbox/load',
      async () => (sandbox.load === null ? problem(404, 'No load was started.') : ok(await sandbox.load.stop())),
    ],
    [
      'POST',
      '/_sandbox/reset',
      async () => {
        await sandbox.reset();
        return { status: 204 };
      },
    ],
  ];
  return routes;
}

const loopbackName = /^(?:localhost|::1|127(?:\.\d{1,3}){3})$/i;

/** Whether the host that a browser believes to talk to is this machine: a name that only resolves to it is not. */
function isLoopback(host: string | undefined): boolean {
  return loopbackName.test((host ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, ''));
}

function readJson(request: RestRequest): { readonly value: unknown } | null {
  if (request.body.length === 0) return { value: {} };
  // A page of the web can send forms and plain text across origins unasked, but no JSON.
  if (mediaType(request) !== 'application/json') return null;
  try {
    return { value: JSON.parse(request.body.toString('utf8')) };
  } catch {
    return null;
  }
}

/** Makes the control API. Source: docs/sandbox.md, "Control by HTTP". */
export function createControlApi(sandbox: Sandbox, { host }: { readonly host: string }): ControlApi {
  const find = createRouteTable(controlRoutes(sandbox));
  return {
    handles: (path) => path === '/_sandbox' || path.startsWith('/_sandbox/'),
    async handle(request) {
      // Where the sandbox listens beyond loopback, whoever reaches it may control it: that was asked for.
      if (loopbackName.test(host) && !isLoopback(request.headers.host)) {
        return problem(403, 'The control API answers to localhost only.');
      }
      const match = find(request.method, request.path);
      if (match.kind === 'not_found') return problem(404, 'There is nothing here; GET /_sandbox lists what there is.');
      if (match.kind === 'wrong_method') {
        const reply = problem(405, 'The path has no such method.');
        return { ...reply, headers: { ...reply.headers, allow: match.allowed.join(', ') } };
      }
      const json = readJson(request);
      if (json === null) return problem(415, 'The body must be JSON, with Content-Type: application/json.');
      try {
        const query = Object.fromEntries(request.query);
        return await match.handler({ body: json.value, query, parameters: match.parameters });
      } catch (error) {
        if (!(error instanceof StatusWireError)) throw error;
        return problem(422, error.message);
      }
    },
  };
}
