import type { RestOperation } from '../fault/fault.ts';
import { readCompatibilityCreate } from './compatibility-create.ts';
import { badRequest, compatibilityError } from './compatibility-errors.ts';
import { listCompatibilityMessages } from './compatibility-list.ts';
import { compatibilityResource } from './compatibility-resource.ts';
import { mediaType, type RestReply, type RestRequest } from './http-message.ts';
import type { MessageService } from './message-service.ts';
import type { Route, RouteParameters } from './route-table.ts';

/** Answers a request of an authenticated project. */
export type RestHandler = (request: RestRequest, projectId: string, parameters: RouteParameters) => RestReply;

/** A handler, and what it does for the rules of faults. */
export interface RestEndpoint {
  readonly operation: RestOperation;
  readonly handle: RestHandler;
}

const notFound = compatibilityError(404, 20404);

function readForm(request: RestRequest): URLSearchParams | null {
  return mediaType(request) === 'application/x-www-form-urlencoded'
    ? new URLSearchParams(request.body.toString('utf8'))
    : null;
}

/** The routes of the Compatibility REST API below its version. Source: docs/sandbox.md. */
export function compatibilityRoutes(service: MessageService): Route<RestEndpoint>[] {
  const create: RestHandler = (request, projectId) => {
    const form = readForm(request);
    if (form === null) return badRequest(10000, 'The body must be application/x-www-form-urlencoded.');
    const result = readCompatibilityCreate(form, projectId, service.senders);
    if (!result.ok) return badRequest(result.code, result.message);
    return { status: 201, body: compatibilityResource(service.create(result.request)) };
  };

  const redact: RestHandler = (request, projectId, { sid = '' }) => {
    const message = service.find(projectId, sid);
    if (message === null) return notFound;
    const body = readForm(request)?.get('Body');
    if (body !== '') return badRequest(10000, 'Body must be empty: all that can be changed is to redact the message.');
    const redacted = service.redact(message);
    if (redacted === null) return badRequest(10000, 'A message that is still in progress cannot be redacted.');
    return { status: 200, body: compatibilityResource(redacted) };
  };

  const retrieve: RestHandler = (_request, projectId, { sid = '' }) => {
    const message = service.find(projectId, sid);
    return message === null ? notFound : { status: 200, body: compatibilityResource(message) };
  };

  const remove: RestHandler = (_request, projectId, { sid = '' }) =>
    service.remove(projectId, sid) ? { status: 204 } : notFound;

  const list: RestHandler = (request, projectId) =>
    listCompatibilityMessages(projectId, request.query, service.list(projectId, { includeDeleted: false }));

  return [
    ['POST', '/Accounts/:accountSid/Messages', { operation: 'create', handle: create }],
    ['GET', '/Accounts/:accountSid/Messages', { operation: 'list', handle: list }],
    ['GET', '/Accounts/:accountSid/Messages/:sid', { operation: 'retrieve', handle: retrieve }],
    ['POST', '/Accounts/:accountSid/Messages/:sid', { operation: 'redact', handle: redact }],
    ['DELETE', '/Accounts/:accountSid/Messages/:sid', { operation: 'delete', handle: remove }],
  ];
}
