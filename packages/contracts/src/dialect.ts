/** The two callback dialects of SignalWire. Source: docs/dialects.md. */
export const dialects = ['compatibility', 'platform'] as const;

/** Which of SignalWire's APIs shaped a payload: `compatibility` (cXML, PascalCase) or `platform` (REST, RELAY, SWML, snake_case). */
export type Dialect = (typeof dialects)[number];

/**
 * Tells the dialect of a decoded callback by its field names alone, never by its content type: SignalWire's own pages
 * disagree on how the compatibility dialect is encoded. Returns `null` where neither shape fits.
 */
export function detectDialect(payload: unknown): Dialect | null {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return null;
  if (Object.hasOwn(payload, 'MessageSid') && Object.hasOwn(payload, 'MessageStatus')) return 'compatibility';
  if (Object.hasOwn(payload, 'id') && Object.hasOwn(payload, 'project_id') && Object.hasOwn(payload, 'status')) {
    return 'platform';
  }
  return null;
}
