import type { Dialect, Problem } from '@statuswire/contracts';
import type { CallbackReply } from './callback-request.ts';
import type { RejectReason } from './outcome.ts';

const retryAfterSeconds = '1';

// Not `STATUS_CODES` of node:http: loading it is half of an import on Node 26, and hosts with Web `Request` never need it.
const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

// Replies are shared by all requests, and observers see them: frozen, none of them can change what the next sender is told.
function reply(status: number, headers: Record<string, string>, body: string): CallbackReply {
  return Object.freeze({ status, headers: Object.freeze(headers), body });
}

/** What each dialect takes for "received": the compatibility dialect wants a document, the platform any JSON. */
export const acknowledgements: Readonly<Record<Dialect, CallbackReply>> = {
  compatibility: reply(200, { 'content-type': 'text/xml' }, '<Response/>'),
  platform: reply(200, { 'content-type': 'application/json' }, '{}'),
};

function problemReply(
  status: keyof typeof titles,
  extra: { headers?: Record<string, string>; members?: object } = {},
): CallbackReply {
  return reply(
    status,
    { 'content-type': 'application/problem+json', ...extra.headers },
    JSON.stringify({ type: 'about:blank', title: titles[status], status, ...extra.members }),
  );
}

// One reply for every reason that a forger could learn from.
const forbidden = problemReply(403);

const rejections: Readonly<Record<Exclude<RejectReason, 'method_not_allowed'>, CallbackReply>> = {
  unsupported_media_type: problemReply(415, {
    headers: { accept: 'application/json, application/x-www-form-urlencoded' },
  }),
  unsupported_content_encoding: problemReply(415, { headers: { 'accept-encoding': 'identity' } }),
  body_too_large: problemReply(413),
  too_many_fields: problemReply(413),
  body_incomplete: problemReply(400),
  body_timeout: problemReply(408, { headers: { connection: 'close' } }),
  // A client may wait to be asked for its credentials. Wrong ones get the reply of a wrong signature: no guess is confirmed.
  missing_credentials: problemReply(401, {
    headers: { 'www-authenticate': 'Basic realm="status callbacks", charset="UTF-8"' },
  }),
  wrong_credentials: forbidden,
  unknown_project: forbidden,
  missing_signature: forbidden,
  malformed_signature: forbidden,
  wrong_signature: forbidden,
  wrong_sha256_signature: forbidden,
};

const methodNotAllowed = {
  postOnly: problemReply(405, { headers: { allow: 'POST' } }),
  getToo: problemReply(405, { headers: { allow: 'GET, POST' } }),
};

/** The reply to a request that was turned away. */
export function rejectionReply(reason: RejectReason, allowGet: boolean): CallbackReply {
  if (reason === 'method_not_allowed') return allowGet ? methodNotAllowed.getToo : methodNotAllowed.postOnly;
  return rejections[reason];
}

/** The reply to a verified delivery that cannot be read and that nobody keeps. */
export function unprocessableReply(problem: Problem): CallbackReply {
  return problemReply(422, { members: { detail: problem.message, errors: problem.issues } });
}

/** The reply where the handler failed: SignalWire tries again. */
export const failedReply = problemReply(500);

/** The reply where there was no time, or no room: SignalWire tries again. */
export const unavailableReply = problemReply(503, { headers: { 'retry-after': retryAfterSeconds } });
