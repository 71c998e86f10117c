import type { RestFault } from '../fault/fault.ts';
import type { FaultRules } from '../fault/fault-rules.ts';
import { magicEffect } from '../message/magic-numbers.ts';
import { authenticate, type Tokens } from './authentication.ts';
import { compatibilityError } from './compatibility-errors.ts';
import { compatibilityRoutes, type RestEndpoint } from './compatibility-routes.ts';
import { mediaType, type RestReply, type RestRequest } from './http-message.ts';
import type { MessageService } from './message-service.ts';
import { platformError } from './platform-errors.ts';
import { platformRoutes } from './platform-routes.ts';
import { createRouteTable } from './route-table.ts';

/** Largest body that the REST APIs take, in bytes. */
export const maxRestBytes = 1024 * 1024;

/** The words in which an API says no. */
type Refusals = Readonly<Record<401 | 404 | 405 | 429 | 500, RestReply>>;

const compatibility: Refusals = {
  401: compatibilityError(401, 20003),
  404: compatibilityError(404, 20404),
  405: compatibilityError(405, 20405),
  429: compatibilityError(429, 20429),
  500: compatibilityError(500, 20500),
};

const platform: Refusals = {
  401: platformError(401),
  404: platformError(404),
  405: platformError(405),
  429: platformError(429),
  500: platformError(500),
};

/** The compatibility API is served with SignalWire's prefix, and without it: its own client leaves it out. */
const compatibilityPrefix = /^(?:\/api\/laml)?\/2010-04-01(?=\/)/;

/** What a magic number does to the request itself. */
function magicFault(request: RestRequest): RestFault | null {
  const numbers = mediaType(request) === 'application/json' ? jsonNumbers(request) : formNumbers(request);
  const effect = magicEffect(numbers);
  if (effect?.when !== 'request') return null;
  return effect.status === 429
    ? { kind: 'rest_429', retryAfterSeconds: 1, probability: 1 }
    : { kind: 'rest_500', probability: 1 };
}

function formNumbers(request: RestRequest): { from: string; to: string } {
  const form = new URLSearchParams(request.body.toString('utf8'));
  return { from: form.get('From') ?? '', to: form.get('To') ?? '' };
}

function jsonNumbers(request: RestRequest): { from: string; to: string } {
  try {
    const { from, to } = Object(JSON.parse(request.body.toString('utf8'))) as Record<string, unknown>;
    return { from: String(from), to: String(to) };
  } catch {
    return { from: '', to: '' };
  }
}

function faultReply(fault: RestFault, refusals: Refusals): RestReply {
  if (fault.kind === 'rest_500') return refusals[500];
  return { ...refusals[429], headers: { 'retry-after': String(fault.retryAfterSeconds) } };
}

/** Makes both REST APIs: authentication, faults, routes. */
export function createRestApi(options: {
  readonly tokens: Tokens;
  readonly faults: FaultRules;
  readonly service: MessageService;
  readonly origin: () => string;
}): (request: RestRequest) => RestReply {
  const { tokens, faults, service } = options;
  const findCompatibility = createRouteTable<RestEndpoint>(compatibilityRoutes(service));
  const findPlatform = createRouteTable<RestEndpoint>(platformRoutes(service, options.origin));

  return (request) => {
    const isCompatibility = compatibilityPrefix.test(request.path);
    const refusals = isCompatibility ? compatibility : platform;
    const projectId = authenticate(request.headers.authorization, tokens);
    if (projectId === null) {
      return { ...refusals[401], headers: { 'www-authenticate': 'Basic realm="SignalWire"' } };
    }
    const match = isCompatibility
      ? findCompatibility(request.method, request.path.replace(compatibilityPrefix, '').replace(/\.json$/, ''))
      : findPlatform(request.method, request.path);
    switch (match.kind) {
      case 'not_found':
        return refusals[404];
      case 'wrong_method':
        return { ...refusals[405], headers: { allow: match.allowed.join(', ') } };
      case 'found': {
        const { handler, parameters } = match;
        const fault =
          faults.forRequest(handler.operation) ?? (handler.operation === 'create' ? magicFault(request) : null);
        if (fault !== null) return faultReply(fault, refusals);
        // A token opens its own project and no other.
        if (parameters.accountSid !== undefined && parameters.accountSid !== projectId) return refusals[404];
        return handler.handle(request, projectId, parameters);
      }
    }
  };
}
