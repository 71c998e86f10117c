/** How a message ends, where its number says so. */
export type Ending =
  | { readonly kind: 'delivered'; readonly afterMs?: number }
  | { readonly kind: 'read' }
  | { readonly kind: 'no_receipt' }
  | { readonly kind: 'undelivered'; readonly errorCode: string }
  | { readonly kind: 'failed'; readonly errorCode: string }
  | { readonly kind: 'expired'; readonly errorCode: string }
  | { readonly kind: 'contradicted'; readonly first: 'delivered' | 'undelivered'; readonly errorCode: string };

/** What a magic number does: how the message ends, the code with which it is refused, or how the request fails. */
export type MagicEffect =
  | { readonly when: 'ending'; readonly ending: Ending }
  | { readonly when: 'refused'; readonly errorCode: string }
  | { readonly when: 'request'; readonly status: 429 | 500 };

/** A number that decides what becomes of a message. */
export interface MagicNumber {
  readonly number: string;
  /** Which of the two numbers of a message it has to be. */
  readonly role: 'to' | 'from';
  /** For people. Source: docs/sandbox.md, "Magic numbers", which is this table. */
  readonly outcome: string;
  readonly effect: MagicEffect;
}

const hour = 3_600_000;

function ends(number: string, outcome: string, ending: Ending): MagicNumber {
  return { number, role: 'to', outcome, effect: { when: 'ending', ending } };
}

function refused(number: string, role: 'to' | 'from', errorCode: string, outcome: string): MagicNumber {
  return { number, role, outcome, effect: { when: 'refused', errorCode } };
}

/** Every magic number. Any other number is delivered to. */
export const magicNumbers: readonly MagicNumber[] = [
  ends('+15005550100', 'delivered', { kind: 'delivered' }),
  ends('+15005550101', 'delivered an hour after sent', { kind: 'delivered', afterMs: hour }),
  ends('+15005550102', 'sent, and no receipt ever', { kind: 'no_receipt' }),
  ends('+15005550103', 'undelivered 30003', { kind: 'undelivered', errorCode: '30003' }),
  ends('+15005550104', 'undelivered 30004', { kind: 'undelivered', errorCode: '30004' }),
  ends('+15005550105', 'undelivered 30005', { kind: 'undelivered', errorCode: '30005' }),
  ends('+15005550106', 'undelivered 30006', { kind: 'undelivered', errorCode: '30006' }),
  ends('+15005550107', 'undelivered 30007', { kind: 'undelivered', errorCode: '30007' }),
  ends('+15005550108', 'undelivered 30008', { kind: 'undelivered', errorCode: '30008' }),
  ends('+15005550109', 'undelivered 30009', { kind: 'undelivered', errorCode: '30009' }),
  ends('+15005550110', 'queued until its validity period is over, then failed 30001', {
    kind: 'expired',
    errorCode: '30001',
  }),
  ends('+15005550111', 'failed 30002', { kind: 'failed', errorCode: '30002' }),
  ends('+15005550112', 'failed 21610', { kind: 'failed', errorCode: '21610' }),
  ends('+15005550113', 'failed 30012', { kind: 'failed', errorCode: '30012' }),
  ends('+15005550114', 'failed 30022', { kind: 'failed', errorCode: '30022' }),
  ends('+15005550115', 'delivered, then read', { kind: 'read' }),
  ends('+15005550116', 'delivered, then undelivered 30008', {
    kind: 'contradicted',
    first: 'delivered',
    errorCode: '30008',
  }),
  ends('+15005550117', 'undelivered 30008, then delivered', {
    kind: 'contradicted',
    first: 'undelivered',
    errorCode: '30008',
  }),
  refused('+15005550001', 'to', '21211', 'refused with 21211'),
  refused('+15005550002', 'to', '21614', 'refused with 21614'),
  refused('+15005550003', 'to', '21610', 'refused with 21610'),
  refused('+15005550004', 'to', '21219', 'refused with 21219'),
  { number: '+15005550029', role: 'to', outcome: 'HTTP 429', effect: { when: 'request', status: 429 } },
  { number: '+15005550050', role: 'to', outcome: 'HTTP 500', effect: { when: 'request', status: 500 } },
  refused('+15005550011', 'from', '21210', 'refused with 21210'),
  refused('+15005550012', 'from', '21601', 'refused with 21601'),
  refused('+15005550013', 'from', '21717', 'refused with 21717'),
  refused('+15005550014', 'from', '21611', 'refused with 21611'),
];

const byNumber: ReadonlyMap<string, MagicNumber> = new Map(magicNumbers.map((magic) => [magic.number, magic]));

/** What the numbers of a message decide, the sender's first; `null` where neither is magic. */
export function magicEffect(numbers: { readonly from: string; readonly to: string }): MagicEffect | null {
  for (const role of ['from', 'to'] as const) {
    const magic = byNumber.get(numbers[role]);
    if (magic?.role === role) return magic.effect;
  }
  return null;
}
