import { dialects, eventSources, messageStatuses, type StatusEvent, StatusWireError } from '@statuswire/contracts';
import { canonicalInstant } from './instant.ts';

const sources: ReadonlySet<unknown> = new Set(eventSources);
const knownDialects: ReadonlySet<unknown> = new Set(dialects);
const statuses: ReadonlySet<unknown> = new Set([...messageStatuses, 'unknown']);
const keyShape = /^[!-~]{1,5200}$/;

/**
 * Refuses what is no event, with `STATUSWIRE_INVALID_OPTIONS` naming the field, never its value. Events that
 * `normalizeCallback` made need no second parse by schema, so this checks only what the record is built on.
 */
export function assertStatusEvent(event: StatusEvent): void {
  if (typeof event !== 'object' || event === null) throw malformed('the event', 'must be an object');
  if (typeof event.key !== 'string' || !keyShape.test(event.key)) {
    throw malformed('key', 'must be plain ASCII without spaces, as eventKey() makes it');
  }
  if (!sources.has(event.source)) throw malformed('source', 'must be callback or rest');
  if (!knownDialects.has(event.dialect)) throw malformed('dialect', 'must be compatibility or platform');
  if (!statuses.has(event.status)) throw malformed('status', 'must be a documented status, or unknown');
  assertIdentifier('projectId', event.projectId);
  assertIdentifier('messageId', event.messageId);
  assertIdentifier('providerStatus', event.providerStatus);
  assertText('from', event.from);
  assertText('to', event.to);
  if (event.body !== null) assertText('body', event.body);
  if (event.direction !== null) assertText('direction', event.direction);
  assertCount('segments', event.segments);
  assertCount('media', event.media);
  assertInstant('receivedAt', event.receivedAt);
  if (event.occurredAt !== null) assertInstant('occurredAt', event.occurredAt);
  assertError(event.error);
  assertStrings('customVariables', event.customVariables);
  assertObject('extra', event.extra);
}

/** Refuses what is no provenance, in the same way. */
export function assertProvenance(details: unknown): void {
  assertStrings('provenance', details);
}

/** How many characters of JSON an event and its provenance take. Refuses what is no JSON, in the same way. */
export function charactersOf(event: StatusEvent, details: object | null): number {
  try {
    return JSON.stringify(event).length + (details === null ? 0 : JSON.stringify(details).length);
  } catch {
    throw malformed('extra', 'must be what JSON can say, and not be nested too deeply');
  }
}

function assertIdentifier(field: string, value: unknown): void {
  if (typeof value !== 'string' || value.length === 0 || value.length > 255) {
    throw malformed(field, 'must be a string of 1 to 255 UTF-16 units');
  }
}

function assertText(field: string, value: unknown): void {
  if (typeof value !== 'string') throw malformed(field, 'must be a string');
}

function assertInstant(field: string, value: unknown): void {
  if (canonicalInstant(value) === null) {
    throw malformed(field, 'must be an ISO 8601 instant with its offset from UTC, of the years 0 to 9999');
  }
}

function assertStrings(field: string, value: unknown): void {
  assertObject(field, value);
  if (!Object.values(value as object).every((member) => typeof member === 'string')) {
    throw malformed(field, 'must hold strings only');
  }
}

function assertCount(field: string, value: unknown): void {
  if (value !== null && !(Number.isSafeInteger(value) && Number(value) >= 0)) {
    throw malformed(field, 'must be null or an integer that is not negative');
  }
}

function assertError(error: StatusEvent['error']): void {
  if (error === null) return;
  assertObject('error', error);
  if (error.code !== null) {
    assertText('error.code', error.code);
    if (error.code.length > 255) throw malformed('error.code', 'must have at most 255 UTF-16 units');
  }
  if (error.message !== null) assertText('error.message', error.message);
}

function assertObject(field: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(field, 'must be an object');
}

function malformed(field: string, rule: string): StatusWireError {
  return new StatusWireError(
    'STATUSWIRE_INVALID_OPTIONS',
    `Not a status event: ${field} ${rule}. Make events with normalizeCallback() or normalizeMessageResource().`,
  );
}
