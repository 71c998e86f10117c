import { explainErrorCode } from '@statuswire/contracts';
import type { RestReply } from './http-message.ts';

const moreInfo = 'https://developer.signalwire.com/compatibility-api/reference/error-codes';

const ownMessages: Readonly<Record<number, string>> = {
  10000: 'A parameter is invalid.',
  20003: 'Authentication failed.',
  20404: 'The requested resource was not found.',
  20405: 'The method is not allowed here.',
  20429: 'Too many requests.',
  20500: 'Internal server error.',
  21402: 'The URL is not a fully qualified URL.',
};

/** The compatibility API's answer to a request that fails. Source: docs/sandbox.md, "Errors". */
export function compatibilityError(status: number, code: number, message?: string): RestReply {
  const text = message ?? ownMessages[code] ?? explainErrorCode(code).meaning;
  return { status, body: { code, message: text, more_info: moreInfo, status } };
}

/** The answer to a bad request, with the documented code. */
export function badRequest(code: number, message?: string): RestReply {
  return compatibilityError(400, code, message);
}
