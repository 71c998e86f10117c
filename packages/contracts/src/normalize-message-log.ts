import type { Dialect } from './dialect.ts';
import { StatusWireError } from './errors.ts';
import { canonicalInstant } from './instant.ts';
import { type MessageLog, messageLogSchema } from './message-log.ts';
import { parseMessageStatus } from './message-status.ts';
import {
  extraFields,
  keyed,
  type NormalizeOptions,
  type NormalizeResult,
  toCount,
  toError,
  unkeepable,
  unlessItThrows,
} from './normalization.ts';
import { createPayloadReader } from './payload-reader.ts';
import { invalidPayload } from './problem.ts';
import { identifierSchema } from './wire-fields.ts';

const readLog = createPayloadReader(messageLogSchema);
// Kind, source, charges and times have no name in the normal form, so they stay in `extra`, verbatim.
const namedFields: ReadonlySet<string> = new Set([
  'id',
  'status',
  'from',
  'to',
  'direction',
  'number_of_segments',
  'error_code',
  'error_message',
]);

/** What normalising a log needs beyond it. */
export interface NormalizeLogOptions extends NormalizeOptions {
  /** Whose credentials the log was read with: it does not tell its project itself. */
  readonly projectId: string;
}

/**
 * Turns a message of the platform's logs into the one normal form, with source `rest` and, since a log tells when the message
 * was created but never when it changed, without a provider time. Its dialect is that of the API that created the message. Never
 * throws for any log. Source: docs/dialects.md.
 */
export function normalizeMessageLog(log: unknown, options: NormalizeLogOptions): NormalizeResult {
  const receivedAt = canonicalInstant(options.receivedAt);
  const { projectId } = options;
  if (!identifierSchema.safeParse(projectId).success) {
    throw new StatusWireError(
      'STATUSWIRE_INVALID_OPTIONS',
      'projectId must be the id of the project whose credentials the log was read with.',
    );
  }
  return unlessItThrows('log', () => normalize(log, projectId, receivedAt));
}

function normalize(payload: unknown, projectId: string, receivedAt: string): NormalizeResult {
  const parsed = readLog(payload);
  if (!parsed.success) {
    return { ok: false, problem: invalidPayload('A message log with unreadable fields.', parsed.error.issues) };
  }
  const log = parsed.data;
  const extra = extraFields(payload as object, namedFields);
  if (extra === null) return unkeepable();
  const dialect = dialectOf(log);
  return keyed({
    key: '',
    source: 'rest',
    dialect,
    projectId,
    messageId: log.id,
    status: parseMessageStatus(log.status),
    providerStatus: log.status,
    from: log.from,
    to: log.to,
    body: null,
    segments: toCount(log.number_of_segments),
    media: mediaOf(log, dialect),
    direction: log.direction ?? null,
    error: toError(log.error_code, log.error_message),
    occurredAt: null,
    receivedAt,
    customVariables: {},
    extra,
  });
}

// Of a message of the Compatibility API, so that what its log says is the same fact as what its callback says.
function dialectOf({ source, type }: MessageLog): Dialect {
  return source === 'laml' || ((source ?? null) === null && type === 'laml_message') ? 'compatibility' : 'platform';
}

// A log tells that there are media, not how many: one stands for all of them. Callbacks and resources of the Compatibility API
// tell the number, which must not be outweighed by less.
function mediaOf({ kind }: MessageLog, dialect: Dialect): number | null {
  if (dialect === 'compatibility') return null;
  switch (kind?.toLowerCase()) {
    case 'mms':
      return 1;
    case 'sms':
      return 0;
    default:
      return null;
  }
}
