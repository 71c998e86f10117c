import { z } from 'zod';

// What single fields may look like on the wire. The schemas describe the wire as it is and transform nothing, so that
// their JSON Schemas say the same as they do; `normalizeCallback` converts.

/** Longest identifier, status word or error code taken, in UTF-16 units. They become keys and indexes; SignalWire's are 36. */
export const maxIdentifierLength = 255;

/** Ids are opaque: SignalWire's documented examples are not valid UUIDs. */
export const identifierSchema = z.string().min(1).max(maxIdentifierLength);

const countRule = 'Expected a whole number of at most nine digits';

/** A count, as a number (JSON) or as decimal digits (form); an empty string or `null` says nothing. */
export const countSchema = z.union(
  [z.string().regex(/^\d{0,9}$/, countRule), z.int().min(0, countRule).max(999_999_999, countRule), z.null()],
  countRule,
);

/** `"30003"` and `30003` are the same code; an empty string or `null` is no code. */
export const errorCodeSchema = z.union([z.string().max(maxIdentifierLength), z.int(), z.null()]);

/** The text of a message: may be empty, or `null` after redaction or spam filtering. */
export const bodySchema = z.string().nullable();
