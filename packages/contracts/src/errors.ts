/**
 * The code of every error that StatusWire throws. A thrown error is a programmer's mistake or broken infrastructure;
 * everything that is merely expected to go wrong is a value.
 */
export const statusWireErrorCodes = [
  'STATUSWIRE_INVALID_OPTIONS',
  'STATUSWIRE_BODY_ALREADY_READ',
  'STATUSWIRE_DEADLINE_EXCEEDED',
  'STATUSWIRE_OVERLOADED',
  'STATUSWIRE_UNAVAILABLE',
  'STATUSWIRE_UNSUPPORTED_RUNTIME',
  'STATUSWIRE_CLOSED',
  'STATUSWIRE_NOT_MIGRATED',
] as const;

/** The code of an error that StatusWire throws. */
export type StatusWireErrorCode = (typeof statusWireErrorCodes)[number];

/** An error that StatusWire throws: `code` for programs, `message` for people, `cause` for what lay beneath it. */
export class StatusWireError extends Error {
  override readonly name: string = 'StatusWireError';
  readonly code: StatusWireErrorCode;

  constructor(code: StatusWireErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const retryLaterCodes: ReadonlySet<unknown> = new Set<StatusWireErrorCode>([
  'STATUSWIRE_OVERLOADED',
  'STATUSWIRE_UNAVAILABLE',
  // What closes here is open elsewhere, or will be again: a process that ends must not look like a mistake.
  'STATUSWIRE_CLOSED',
]);

/**
 * Whether the same may work a little later, so that a sender is to be told 503 rather than 500. By the error's `code` alone: a
 * store of somebody's own may throw an error of its own. Source: docs/receiving.md.
 */
export function isRetryLater(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && retryLaterCodes.has(error.code);
}
