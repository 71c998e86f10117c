import fc from 'fast-check';
import {
  compatibilityCallbackSchema,
  messageResourceSchema,
  messageStatuses,
  platformCallbackSchema,
} from '../src/index.ts';

type Payload = Record<string, unknown>;

const codeUnit = fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit));

/** Text of any UTF-16 units: control characters and lone surrogates too. */
export const anyText = fc.string({ unit: codeUnit, maxLength: 24 });

/** Ids that are made to be mistaken for one another, or for the separators of a key. */
export const awkwardIdentifier = fc.constantFrom(
  ...[':', '::', '%', '%003a', '%25', '~', 'unknown', 'unknown~', 'a', 'A', 'a:b', ' ', '\0', '\n', '.', '/'],
  ...['\ud800', '\udc00', '\ud83d\ude00', '\ufffd', '\u00e9', 'e\u0301', '__proto__', 'x'.repeat(255)],
);

/** Any id that is taken. */
export const identifier = fc.oneof(
  fc.uuid(),
  awkwardIdentifier,
  fc.string({ unit: codeUnit, minLength: 1, maxLength: 255 }),
);

/** Instants of the years 1970 to 2100, in milliseconds. */
export const instantMilliseconds = fc.integer({ min: 0, max: Date.UTC(2100, 0) });

/** Spells an instant by ISO 8601 in a zone that is so many minutes ahead of UTC. */
export function spellIso(instant: number, offsetMinutes: number, style: number): string {
  const local = new Date(instant + offsetMinutes * 60_000).toISOString().slice(0, -1);
  const minutes = Math.abs(offsetMinutes);
  const pair = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  const sign = offsetMinutes < 0 ? '-' : '+';
  if (style === 0) return `${local}${sign}${pair.join(':')}`;
  if (style === 1) return `${local}${sign}${pair.join('')}`;
  return `${local.replace('T', ' ')}000${sign}${pair.join(':')}`;
}

const isoInstant = fc
  .tuple(instantMilliseconds, fc.integer({ min: -14 * 60, max: 14 * 60 }), fc.nat({ max: 2 }))
  .map((parts) => spellIso(...parts));
const rfc2822Date = instantMilliseconds.map((instant) => new Date(instant).toUTCString());

const anyCase = fc
  .tuple(fc.constantFrom(...messageStatuses), fc.func(fc.boolean()))
  .map(([status, upper]) => [...status].map((letter) => (upper(letter) ? letter.toUpperCase() : letter)).join(''));

const statusWord = fc.oneof(fc.constantFrom(...messageStatuses), anyCase, identifier);
const phoneNumber = fc.oneof(
  fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }).map((digits) => `+1${digits}`),
  anyText,
);
const nothing = fc.constantFrom(null, '');
const count = fc.oneof(
  fc.nat({ max: 999_999_999 }),
  fc.nat({ max: 999_999_999 }).map((number) => String(number)),
  nothing,
);
const errorCode = fc.oneof(fc.maxSafeInteger(), fc.constantFrom('30003', 30003, '30003 '), anyText, nothing);
const text = fc.option(anyText, { nil: null });

/** Fields that no document lists, under any name and with any value that JSON has. */
export const unknownFields = fc.dictionary(
  fc.oneof(anyText, fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'MediaUrl0', '0', '')),
  fc.jsonValue({ maxDepth: 3 }),
  { maxKeys: 5 },
);

/** Compatibility callbacks that must be accepted. */
export const compatibilityPayload: fc.Arbitrary<Payload> = withUnknownFields(
  fc.record(
    {
      MessageSid: identifier,
      AccountSid: identifier,
      MessageStatus: statusWord,
      From: phoneNumber,
      To: phoneNumber,
      Body: text,
      NumMedia: count,
      NumSegments: count,
      ErrorCode: errorCode,
    },
    { requiredKeys: ['MessageSid', 'AccountSid', 'MessageStatus', 'From', 'To'] },
  ),
);

/** Platform callbacks that must be accepted. */
export const platformPayload: fc.Arbitrary<Payload> = withUnknownFields(
  fc.record(
    {
      id: identifier,
      project_id: identifier,
      status: statusWord,
      to: phoneNumber,
      from: phoneNumber,
      body: text,
      number_of_segments: count,
      timestamp: fc.oneof(isoInstant, nothing),
      error_code: errorCode,
      error_message: text,
      custom_variables: fc.oneof(fc.constant(null), fc.dictionary(anyText, anyText), unknownFields),
    },
    { requiredKeys: ['id', 'project_id', 'status', 'to', 'from'] },
  ),
);

/** Message resources that must be accepted. */
export const messageResource: fc.Arbitrary<Payload> = withUnknownFields(
  fc.record(
    {
      sid: identifier,
      account_sid: identifier,
      status: statusWord,
      from: phoneNumber,
      to: phoneNumber,
      body: text,
      num_media: count,
      num_segments: count,
      direction: text,
      error_code: errorCode,
      error_message: text,
      date_created: fc.oneof(rfc2822Date, nothing),
      date_sent: fc.oneof(rfc2822Date, nothing),
      date_updated: fc.oneof(rfc2822Date, nothing),
      price: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom('0.00500', null)),
      subresource_uris: fc.option(unknownFields, { nil: null }),
    },
    { requiredKeys: ['sid', 'account_sid', 'status', 'from', 'to'] },
  ),
);

/** What the platform's two resources have in common. */
const platformResourceFields = {
  id: identifier,
  status: statusWord,
  from: phoneNumber,
  to: phoneNumber,
  direction: text,
  kind: text,
  number_of_segments: count,
  error_code: errorCode,
  error_message: text,
  created_at: fc.oneof(isoInstant, nothing),
};
const charge = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom('0.00500', null));

/** Logs of messages that must be accepted. */
export const messageLog: fc.Arbitrary<Payload> = withUnknownFields(
  fc.record(
    {
      ...platformResourceFields,
      charge,
      charge_details: fc.array(fc.record({ description: text, charge }), { maxLength: 2 }),
    },
    { requiredKeys: ['id', 'status', 'from', 'to'] },
  ),
);

/** Messages of the platform's REST API that must be accepted. */
export const platformMessage: fc.Arbitrary<Payload> = withUnknownFields(
  fc.record(
    { ...platformResourceFields, project_id: identifier, body: text, media: fc.array(anyText, { maxLength: 2 }) },
    { requiredKeys: ['id', 'project_id', 'status', 'from', 'to'] },
  ),
);

/** Callbacks of either dialect that must be accepted. */
export const callbackPayload = fc.oneof(compatibilityPayload, platformPayload);

/** The name of a field that some schema reads. */
export const namedField = fc.constantFrom(
  ...[compatibilityCallbackSchema, platformCallbackSchema, messageResourceSchema].flatMap((schema) =>
    Object.keys(schema.shape),
  ),
);

function withUnknownFields(named: fc.Arbitrary<object>): fc.Arbitrary<Payload> {
  return fc.tuple(unknownFields, named).map(([unknown, fields]) => ({ ...unknown, ...fields }));
}
