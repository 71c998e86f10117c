import { eventKey } from './event-key.ts';
import type { Problem } from './problem.ts';
import type { StatusEvent } from './status-event.ts';

/** What normalising needs beyond the payload. */
export interface NormalizeOptions {
  /** When it reached us, by our clock: a `Date`, or ISO 8601. */
  readonly receivedAt: Date | string;
}

/** The event, or why there is none. */
export type NormalizeResult =
  | { readonly ok: true; readonly event: StatusEvent }
  | { readonly ok: false; readonly problem: Problem };

/** Deepest nesting taken in fields that we keep but do not read: what is kept must survive being written as JSON. */
export const maxNesting = 64;

/** A count as it stands on either wire; the schemas have let only digits, integers and nothing through. */
export function toCount(value: string | number | null | undefined): number | null {
  if (value === undefined || value === null || value === '') return null;
  return Number(value);
}

/** The error that a payload tells; `null` where it tells neither a code nor a text. */
export function toError(
  code: string | number | null | undefined,
  message: string | null | undefined,
): StatusEvent['error'] {
  const readableCode = code === undefined || code === null || code === '' ? null : String(code);
  const readableMessage = message === undefined || message === '' ? null : message;
  return readableCode === null && readableMessage === null ? null : { code: readableCode, message: readableMessage };
}

/** Sets a field whatever its name: plain assignment to `__proto__` would change the prototype instead. */
export function setField<Value>(record: Record<string, Value>, name: string, value: Value): void {
  if (name === '__proto__')
    Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
  else record[name] = value;
}

function isKeepable(value: unknown, levels: number): boolean {
  switch (typeof value) {
    case 'object':
      return value === null || (levels > 0 && Object.values(value).every((member) => isKeepable(member, levels - 1)));
    case 'bigint':
    case 'function':
    case 'symbol':
      return false;
    default:
      return true;
  }
}

/** Every field of the payload that has no name in the normal form, verbatim; `null` where one cannot be kept. */
export function extraFields(payload: object, named: ReadonlySet<string>): Record<string, unknown> | null {
  const extra: Record<string, unknown> = {};
  for (const name of Object.keys(payload)) {
    if (named.has(name)) continue;
    const value: unknown = payload[name as keyof typeof payload];
    if (!isKeepable(value, maxNesting)) return null;
    setField(extra, name, value);
  }
  return extra;
}

/** Completes an event, made with an empty key, with its key: in place, as to copy so many fields costs more than the key. */
export function keyed(event: Omit<StatusEvent, 'key'> & { key: string }): NormalizeResult {
  event.key = eventKey(event);
  return { ok: true, event };
}

/** A field that the schema let through, yet whose content cannot be read. */
export function unreadableField(path: string, message: string): NormalizeResult {
  return {
    ok: false,
    problem: { code: 'invalid_payload', message: `The field ${path} cannot be read.`, issues: [{ path, message }] },
  };
}

/** Fields nested past `maxNesting`, or of a type that JSON does not have. */
export function unkeepable(): NormalizeResult {
  return {
    ok: false,
    problem: {
      code: 'invalid_payload',
      message: `A field is nested deeper than ${maxNesting} levels, or is of a type that JSON does not have.`,
      issues: [],
    },
  };
}

/** Reads a payload. Where even looking at it throws, that is a problem like any other: nothing that a caller passes may throw. */
export function unlessItThrows(what: string, read: () => NormalizeResult): NormalizeResult {
  try {
    return read();
  } catch {
    // Only an object whose getters throw can come here. No wire carries one.
    return { ok: false, problem: { code: 'invalid_payload', message: `The ${what} cannot be read.`, issues: [] } };
  }
}
