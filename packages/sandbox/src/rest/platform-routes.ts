import type { RestEndpoint, RestHandler } from './compatibility-routes.ts';
import type { RestRequest } from './http-message.ts';
import type { MessageService } from './message-service.ts';
import { readPlatformCreate } from './platform-create.ts';
import { platformError, validationError } from './platform-errors.ts';
import { listMessageLogs } from './platform-logs.ts';
import { messageLog, platformMessage } from './platform-resource.ts';
import type { Route } from './route-table.ts';

function readObject(request: RestRequest): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** The routes of the platform's REST API. `origin` tells the sandbox's own URL. Source: docs/sandbox.md. */
export function platformRoutes(service: MessageService, origin: () => string): Route<RestEndpoint>[] {
  const create: RestHandler = (request, projectId) => {
    const fields = readObject(request);
    if (fields === null) return platformError(400);
    const result = readPlatformCreate(fields, projectId, service.senders);
    if (!result.ok) return validationError(result.faults);
    return { status: 201, body: platformMessage(service.create(result.request)) };
  };

  const redact: RestHandler = (request, projectId, { id = '' }) => {
    const message = service.find(projectId, id);
    if (message === null) return platformError(404);
    const fields = readObject(request);
    if (fields === null) return platformError(400);
    if (fields.body !== '') {
      const text = 'must be an empty string to redact the message';
      return validationError([{ code: 'body_must_be_empty', message: text, attribute: 'body' }]);
    }
    const redacted = service.redact(message);
    if (redacted !== null) return { status: 200, body: platformMessage(redacted) };
    const text = 'Cannot redact a message that is in progress.';
    return validationError([{ code: 'cannot_redact_in_progress_message', message: text, attribute: 'base' }]);
  };

  const retrieve: RestHandler = (_request, projectId, { id = '' }) => {
    const message = service.find(projectId, id, { includeDeleted: true });
    return message === null ? platformError(404) : { status: 200, body: messageLog(message, origin()) };
  };

  const list: RestHandler = (request, projectId) => {
    const includeDeleted = request.query.get('include_deleted') === 'true';
    return listMessageLogs(request.query, service.list(projectId, { includeDeleted }), origin());
  };

  return [
    ['POST', '/api/messaging/messages', { operation: 'create', handle: create }],
    ['PATCH', '/api/messaging/messages/:id', { operation: 'redact', handle: redact }],
    ['GET', '/api/messaging/logs', { operation: 'list', handle: list }],
    ['GET', '/api/messaging/logs/:id', { operation: 'retrieve', handle: retrieve }],
  ];
}
