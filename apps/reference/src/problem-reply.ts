import { STATUS_CODES } from 'node:http';
import { isRetryLater } from '@statuswire/contracts';
import type { Reply } from './host.ts';

/** One parameter that was refused, and the rule that it breaks. */
export interface ParameterFault {
  readonly path: string;
  readonly message: string;
}

/** An error that a person may read: an RFC 9457 problem document. */
export function problemReply(
  status: number,
  members: { readonly detail?: string; readonly errors?: readonly ParameterFault[] } = {},
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, ...members }),
  };
}

/** The reply where no route fits. */
export const notFound = problemReply(404);

/** The reply to a path that cannot be decoded. */
export const undecodable = problemReply(400);

/** The reply to a method that a path does not take. */
export function methodNotAllowed(allowed: readonly string[]): Reply {
  return problemReply(
    405,
    {},
    { allow: allowed.flatMap((name) => (name === 'GET' ? [name, 'HEAD'] : name)).join(', ') },
  );
}

/** What the sender is told of an error that was thrown: its status if that is the sender's fault, and never its text. */
export function errorReply(error: unknown): Reply {
  if (isRetryLater(error)) return problemReply(503, {}, { 'retry-after': '1' });
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  const isSendersFault = typeof status === 'number' && Number.isInteger(status) && status >= 400 && status < 500;
  return problemReply(isSendersFault ? status : 500);
}
