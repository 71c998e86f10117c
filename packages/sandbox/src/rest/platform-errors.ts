import type { RestReply } from './http-message.ts';

/** One thing that is wrong with a request, in the platform's words. */
export interface PlatformFault {
  readonly code: string;
  readonly message: string;
  /** The parameter; `base` where it is none in particular. */
  readonly attribute: string;
}

/** The platform's answer to a request that it understands and cannot follow. Source: docs/sandbox.md, "Errors". */
export function validationError(faults: readonly PlatformFault[]): RestReply {
  const errors = faults.map(({ code, message, attribute }) => ({
    type: 'validation_error',
    code,
    message,
    attribute,
    url: `https://developer.signalwire.com/rest/overview/error-codes/#${code}`,
  }));
  return { status: 422, body: { errors } };
}

const texts = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
} as const;

/** The platform's answer where the status says it all. */
export function platformError(status: keyof typeof texts): RestReply {
  return { status, body: { error: texts[status] } };
}
