/** What kind of trouble an error code tells of. Source: docs/error-codes.md. */
export const errorClasses = [
  'configuration',
  'permanent',
  'account',
  'content',
  'opt-out',
  'throttling',
  'registration',
  'expired',
  'transient',
  'blocked',
  'filtered',
] as const;

/** What kind of trouble an error code tells of. */
export type ErrorClass = (typeof errorClasses)[number];

/** What SignalWire means by an error code; `known: false` for a code that its documents do not list. */
export type ErrorExplanation =
  | { readonly known: true; readonly code: string; readonly meaning: string; readonly class: ErrorClass }
  | { readonly known: false; readonly code: string; readonly meaning: string; readonly class: 'unknown' };

// SignalWire's meanings, not Twilio's: the same numbers mean other things there.
const catalogue = {
  '11751': ['content', 'The media are too large.'],
  '21210': ['configuration', 'The From number is not a number that this project has bought.'],
  '21211': ['permanent', 'The To number is missing, malformed or no valid mobile number.'],
  '21212': ['configuration', 'The From or To number is missing or malformed.'],
  '21217': ['permanent', 'The To number is missing, malformed or no valid mobile number.'],
  '21219': ['account', 'The account is limited: on a trial, the To number must be verified first.'],
  '21601': ['configuration', 'The number cannot send SMS or MMS.'],
  '21602': ['content', 'There is nothing to send: neither a body nor media were given.'],
  '21603': ['configuration', 'The From or To number is missing or malformed.'],
  '21604': ['configuration', 'The From or To number is missing or malformed.'],
  '21606': ['permanent', 'The To number is not a mobile number.'],
  '21610': ['opt-out', 'The recipient has opted out, or the number is on a block list.'],
  '21611': ['throttling', 'Too many messages are queued for the From number.'],
  '21612': ['content', 'The media are of a type that is not supported.'],
  '21614': ['permanent', 'The To number is missing, malformed or no valid mobile number.'],
  '21617': ['content', 'The body is too long.'],
  '21620': ['content', 'The URL of the media is invalid.'],
  '21623': ['content', 'Too many media were given.'],
  '21624': ['content', 'The validity period is invalid.'],
  '21701': ['configuration', 'The number group does not exist.'],
  '21703': ['configuration', 'The number group has no number that can send this message.'],
  '21705': ['configuration', 'Neither a From number nor a number group was given.'],
  '21717': ['registration', 'The From number has no active campaign.'],
  '30001': ['expired', 'The validity period ran out before the message could be sent.'],
  '30002': ['account', 'The balance of the account is too low.'],
  '30003': ['transient', 'The handset could not be reached: switched off or out of coverage, say.'],
  '30004': ['blocked', 'The carrier of the recipient blocked the message.'],
  '30005': ['permanent', 'The handset is unknown: the number may not exist any more.'],
  '30006': ['permanent', 'There is no route to the handset.'],
  '30007': ['filtered', 'The message was flagged as a carrier violation, or filtered for its content.'],
  '30008': ['transient', 'The upstream carrier reported an error that it did not explain.'],
  '30009': ['expired', 'The validity period ran out at the carrier.'],
  '30010': ['configuration', 'The price of the message exceeds the given maximum.'],
  '30011': ['permanent', 'The MMS expired, was rejected, failed or is not supported.'],
  '30012': ['permanent', 'The MMS could not be sent.'],
  '30022': ['throttling', 'The rate limit of US A2P 10DLC was exceeded.'],
  '30027': ['throttling', 'The daily 10DLC limit of T-Mobile was reached.'],
  '35125': ['throttling', 'The daily message cap of the campaign was reached.'],
} as const satisfies Record<string, readonly [ErrorClass, string]>;

const entries: ReadonlyMap<string, readonly [ErrorClass, string]> = new Map(Object.entries(catalogue));

/** Every error code that the catalogue explains, in ascending order. */
export const knownErrorCodes: readonly string[] = [...entries.keys()];

/**
 * What SignalWire means by an error code, and what class of trouble it is. A code that is not listed comes back as it is,
 * `known: false`: never an error. Source: docs/error-codes.md.
 */
export function explainErrorCode(code: string | number): ErrorExplanation {
  const text = String(code);
  const entry = entries.get(text);
  if (entry === undefined) {
    return { known: false, code: text, meaning: 'SignalWire documents no meaning for this code.', class: 'unknown' };
  }
  return { known: true, code: text, meaning: entry[1], class: entry[0] };
}
