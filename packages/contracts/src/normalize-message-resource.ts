import { canonicalInstant, parseRfc2822Instant } from './instant.ts';
import { messageResourceSchema } from './message-resource.ts';
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
  unreadableField,
} from './normalization.ts';
import { createPayloadReader } from './payload-reader.ts';
import { invalidPayload } from './problem.ts';

const readResource = createPayloadReader(messageResourceSchema);
// Dates and prices have no name in the normal form, so they stay in `extra`, verbatim.
const namedFields: ReadonlySet<string> = new Set([
  'sid',
  'account_sid',
  'status',
  'from',
  'to',
  'body',
  'num_media',
  'num_segments',
  'direction',
  'error_code',
  'error_message',
]);

/**
 * Turns a message of the Compatibility REST API into the one normal form, with source `rest`. Its provider time is
 * `date_updated`, else `date_sent`, else `date_created`. Never throws for any resource. Source: docs/dialects.md.
 */
export function normalizeMessageResource(resource: unknown, options: NormalizeOptions): NormalizeResult {
  const receivedAt = canonicalInstant(options.receivedAt);
  return unlessItThrows('resource', () => normalize(resource, receivedAt));
}

function normalize(resource: unknown, receivedAt: string): NormalizeResult {
  const parsed = readResource(resource);
  if (!parsed.success)
    return { ok: false, problem: invalidPayload('A message resource with unreadable fields.', parsed.error.issues) };
  const message = parsed.data;
  let occurredAt: string | null = null;
  for (const field of ['date_updated', 'date_sent', 'date_created'] as const) {
    const date = message[field];
    if (date === undefined || date === null || date === '') continue;
    occurredAt = parseRfc2822Instant(date);
    if (occurredAt === null) return unreadableField(field, 'Expected an RFC 2822 date');
    break;
  }
  const extra = extraFields(resource as object, namedFields);
  if (extra === null) return unkeepable();
  return keyed({
    key: '',
    source: 'rest',
    dialect: 'compatibility',
    projectId: message.account_sid,
    messageId: message.sid,
    status: parseMessageStatus(message.status),
    providerStatus: message.status,
    from: message.from,
    to: message.to,
    body: message.body ?? null,
    segments: toCount(message.num_segments),
    media: toCount(message.num_media),
    direction: message.direction ?? null,
    error: toError(message.error_code, message.error_message),
    occurredAt,
    receivedAt,
    customVariables: {},
    extra,
  });
}
