import { detectDialect } from '@statuswire/contracts';
import type { DecodedBody } from './decode-body.ts';

function projectField(payload: object): unknown {
  const { AccountSid, project_id } = payload as Readonly<Record<string, unknown>>;
  switch (detectDialect(payload)) {
    case 'compatibility':
      return AccountSid;
    case 'platform':
      return project_id;
    case null:
      // No event comes of it, but whose it is may be told all the same, so that it can be verified and kept.
      return AccountSid ?? project_id;
  }
}

/**
 * The project that a body claims to come from: the very field by which its event will name the project. Were it another, the
 * key of one project could sign for a second. `null` where none is told, or where it cannot be one of SignalWire's: nobody
 * has vouched for this text yet, and a key look-up may pass it on to a database.
 */
export function claimedProject(decoded: DecodedBody): string | null {
  if (decoded.kind !== 'form' && decoded.kind !== 'json') return null;
  const { payload } = decoded;
  const project = typeof payload === 'object' && payload !== null ? projectField(payload) : null;
  return typeof project === 'string' && /^[^\p{Cc}]{1,255}$/u.test(project) ? project : null;
}
