import { StatusWireError } from '@statuswire/contracts';

/** Writes the sort key of the last item of a page as an opaque cursor. */
export function encodeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Reads a cursor whose parts must be of these types; numbers are safe integers. Throws `STATUSWIRE_INVALID_OPTIONS` for any other text. */
export function decodeCursor(cursor: string, types: readonly ('string' | 'number')[]): readonly (string | number)[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === types.length && parts.every((part, i) => isPart(part, types[i]))) {
      return parts;
    }
  } catch {
    // Falls through: not JSON is as wrong as the wrong JSON.
  }
  throw malformedCursor();
}

function isPart(part: unknown, type: 'string' | 'number' | undefined): boolean {
  return type === 'number' ? Number.isSafeInteger(part) : typeof part === type;
}

/** Reads a cursor of the feed: a sequence number, 0 for the beginning. Throws `STATUSWIRE_INVALID_OPTIONS` otherwise. */
export function decodeFeedCursor(cursor: string | null): number {
  if (cursor === null) return 0;
  if (!/^\d{1,15}$/.test(cursor)) throw malformedCursor();
  return Number(cursor);
}

/** What is said of a cursor that this ledger did not make. */
export function malformedCursor(): StatusWireError {
  return new StatusWireError(
    'STATUSWIRE_INVALID_OPTIONS',
    'This cursor was not made by this ledger. Pass back the cursor of the page before, unchanged.',
  );
}
