import { STATUS_CODES } from 'node:http';
import type { RestReply } from '../rest/http-message.ts';

/** An error of the control API: an RFC 9457 problem document. */
export function problem(status: number, detail: string): RestReply {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: { type: 'about:blank', title: STATUS_CODES[status], status, detail },
  };
}
