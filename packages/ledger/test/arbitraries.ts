import { eventKey, messageStatuses, type StatusEvent } from '@statuswire/contracts';
import fc from 'fast-check';

// Small domains, so that equal keys, equal times and equal weights with different contents are the rule.
const instant = fc.constantFrom(
  '2026-03-01T10:00:00.000Z',
  '2026-03-01T10:00:00.001Z',
  '2026-03-01T10:59:59.999Z',
  '2026-03-01T11:00:00.000Z',
  '2026-03-02T11:00:00.000Z',
);
const text = fc.oneof(
  fc.constantFrom('', 'a', 'b', '\u0000', '\ud800', '__proto__', '\\u{0}'),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const code = fc.constantFrom('30003', '30007', '__proto__');
const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>;

export const anyFields = fc.record<Omit<StatusEvent, 'key'>>({
  source: fc.constantFrom('callback', 'callback', 'rest'),
  dialect: fc.constantFrom('compatibility', 'platform'),
  projectId: fc.constant('project-1'),
  messageId: fc.constant('message-1'),
  status: fc.constantFrom(...messageStatuses, 'sent', 'failed', 'undelivered', 'delivered', 'unknown'),
  providerStatus: fc.constantFrom('Sent', 'sent', 'SENT', 'parked'),
  from: fc.constantFrom('', '+15550001', '15550001', '+447700900001'),
  to: fc.constantFrom('', '+15550002', '+4915100001'),
  body: fc.option(text),
  segments: fc.constantFrom(null, 0, -0, 1, 2),
  media: fc.constantFrom(null, 0, 1),
  direction: fc.constantFrom(null, 'inbound', 'outbound-api'),
  error: fc.option(fc.record({ code: fc.option(code), message: fc.option(text) })),
  occurredAt: fc.option(instant, { freq: 2 }),
  receivedAt: instant,
  customVariables: fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.constantFrom('x', 'y'), { maxKeys: 2 }),
  extra: fc.dictionary(fc.constantFrom('a', 'b', '10', '__proto__'), json, { maxKeys: 2 }),
});

export function keyed(fields: Omit<StatusEvent, 'key'>): StatusEvent {
  return { key: eventKey(fields), ...fields };
}

/** Any event of one message. */
export const anyEvent = anyFields.map(keyed);

/** Two or more copies of one fact that differ in all that copies can differ in. */
export const anyCopies = fc
  .tuple(anyFields, fc.array(anyFields, { minLength: 1, maxLength: 4 }))
  .map(([fact, others]) =>
    [fact, ...others].map((copy) => {
      const { dialect, status, occurredAt } = fact;
      const code = fact.error?.code ?? null;
      const message = copy.error?.message ?? null;
      const error = code === null && message === null ? copy.error && { code, message } : { code, message };
      return { ...keyed({ ...copy, dialect, status, occurredAt, error }), key: keyed(fact).key };
    }),
  );
