import { compatibilityCallbackSchema } from './compatibility-callback.ts';
import { detectDialect } from './dialect.ts';
import { canonicalInstant, parseIsoInstant } from './instant.ts';
import { parseMessageStatus } from './message-status.ts';
import {
  extraFields,
  keyed,
  type NormalizeOptions,
  type NormalizeResult,
  setField,
  toCount,
  toError,
  unkeepable,
  unlessItThrows,
  unreadableField,
} from './normalization.ts';
import { createPayloadReader } from './payload-reader.ts';
import { platformCallbackSchema } from './platform-callback.ts';
import { invalidPayload } from './problem.ts';

const readCompatibility = createPayloadReader(compatibilityCallbackSchema);
const readPlatform = createPayloadReader(platformCallbackSchema);
const compatibilityFields: ReadonlySet<string> = new Set(Object.keys(compatibilityCallbackSchema.shape));
const platformFields: ReadonlySet<string> = new Set(Object.keys(platformCallbackSchema.shape));
const platformFieldsButVariables: ReadonlySet<string> = new Set(
  [...platformFields].filter((name) => name !== 'custom_variables'),
);

/**
 * Turns a decoded callback of either dialect into the one normal form. Never throws for any payload: what cannot be read
 * comes back as a `problem` that names fields and rules, never values. Unknown statuses and new fields are kept, not refused.
 * Source: docs/dialects.md.
 */
export function normalizeCallback(payload: unknown, options: NormalizeOptions): NormalizeResult {
  const receivedAt = canonicalInstant(options.receivedAt);
  return unlessItThrows('payload', () => {
    switch (detectDialect(payload)) {
      case 'compatibility':
        return normalizeCompatibility(payload, receivedAt);
      case 'platform':
        return normalizePlatform(payload, receivedAt);
      case null:
        return {
          ok: false,
          problem: {
            code: 'unknown_dialect',
            message: 'Neither dialect fits: a callback has MessageSid and MessageStatus, or id, project_id and status.',
            issues: [],
          },
        };
    }
  });
}

function normalizeCompatibility(payload: unknown, receivedAt: string): NormalizeResult {
  const parsed = readCompatibility(payload);
  if (!parsed.success)
    return {
      ok: false,
      problem: invalidPayload('A compatibility callback with unreadable fields.', parsed.error.issues),
    };
  const callback = parsed.data;
  const extra = extraFields(payload as object, compatibilityFields);
  if (extra === null) return unkeepable();
  return keyed({
    key: '',
    source: 'callback',
    dialect: 'compatibility',
    projectId: callback.AccountSid,
    messageId: callback.MessageSid,
    status: parseMessageStatus(callback.MessageStatus),
    providerStatus: callback.MessageStatus,
    from: callback.From,
    to: callback.To,
    body: callback.Body ?? null,
    segments: toCount(callback.NumSegments),
    media: toCount(callback.NumMedia),
    direction: null,
    error: toError(callback.ErrorCode, null),
    occurredAt: null,
    receivedAt,
    customVariables: {},
    extra,
  });
}

function normalizePlatform(payload: unknown, receivedAt: string): NormalizeResult {
  const parsed = readPlatform(payload);
  if (!parsed.success)
    return { ok: false, problem: invalidPayload('A platform callback with unreadable fields.', parsed.error.issues) };
  const callback = parsed.data;
  const { timestamp } = callback;
  const occurredAt =
    timestamp === undefined || timestamp === null || timestamp === '' ? null : parseIsoInstant(timestamp);
  if (timestamp && occurredAt === null) return unreadableField('timestamp', 'Expected an ISO 8601 date and time');
  const variables = customVariables((payload as { custom_variables?: object | null }).custom_variables);
  // Variables that are no strings have no place in the normal form: the field then stays among the rest, as it came.
  const extra = extraFields(payload as object, variables === null ? platformFieldsButVariables : platformFields);
  if (extra === null) return unkeepable();
  return keyed({
    key: '',
    source: 'callback',
    dialect: 'platform',
    projectId: callback.project_id,
    messageId: callback.id,
    status: parseMessageStatus(callback.status),
    providerStatus: callback.status,
    from: callback.from,
    to: callback.to,
    body: callback.body ?? null,
    segments: toCount(callback.number_of_segments),
    media: null,
    direction: null,
    error: toError(callback.error_code, callback.error_message),
    occurredAt,
    receivedAt,
    customVariables: variables ?? {},
    extra,
  });
}

/** The string pairs, or `null` where any value is no string. */
function customVariables(given: object | null | undefined): Record<string, string> | null {
  const variables: Record<string, string> = {};
  for (const name of Object.keys(given ?? {})) {
    const value: unknown = given?.[name as keyof typeof given];
    if (typeof value !== 'string') return null;
    setField(variables, name, value);
  }
  return variables;
}
