import type { ErrorClass } from '@statuswire/contracts';
import type { Message } from '../api/client.ts';
import type { Dimension, filterNames } from './view.ts';

/** What people call each outcome. */
export const outcomeWords: Readonly<Record<Message['outcome'], string>> = {
  delivered: 'delivered',
  failed: 'not delivered',
  in_transit: 'in transit',
  pending: 'waiting',
  accepted_no_receipt: 'no receipt',
  received: 'received (inbound)',
  unknown: 'unknown',
};

/** Tells statuses apart without their colour. */
export const statusSigns: Readonly<Record<Message['status'], string>> = {
  queued: '·',
  initiated: '›',
  sending: '»',
  receiving: '‹',
  sent: '→',
  delivered: '✓',
  undelivered: '✗',
  failed: '!',
  received: '↓',
  read: '✓✓',
  unknown: '?',
};

/** Whose turn it is after a failure. */
export const turns: Readonly<Record<ErrorClass | 'unknown', string>> = {
  configuration: 'You: fix the set-up',
  content: 'You: change the message',
  account: 'You: see to the account',
  registration: 'You: register the campaign',
  throttling: 'You: send more slowly',
  permanent: 'You: drop the number',
  'opt-out': 'The recipient',
  blocked: 'The carrier',
  filtered: 'The carrier, or your text',
  transient: 'Time: try again later',
  expired: 'Time: try again later',
  unknown: 'Unknown',
};

/** What people call each filter. */
export const filterWords: Readonly<Record<(typeof filterNames)[number], string>> = {
  outcome: 'Outcome',
  status: 'Status',
  errorCode: 'Error code',
  projectId: 'Project',
  number: 'Your number',
  prefix: 'Prefix',
  kind: 'Kind',
  dialect: 'Dialect',
  source: 'Told by',
  conflicted: 'Contradictory',
  healed: 'Healed',
  search: 'Search',
};

/** What people call what messages are told apart by. */
export const dimensionWords: Readonly<Record<Dimension, string>> = {
  number: 'Your number',
  projectId: 'Project',
  prefix: 'Destination',
  kind: 'SMS or MMS',
  dialect: 'Dialect',
};

/** Why a callback was turned away. */
export function rejectionWord(tally: string): string {
  return tally.replace(/^rejected\./, '').replaceAll('_', ' ');
}

const reasonWords: Readonly<Record<string, string>> = {
  unknown_dialect: 'Neither dialect: it has the fields of no callback',
  invalid_payload: 'A field of it cannot be read',
  undecodable_body: 'The body cannot be decoded',
};

/** Why a delivery could not be read. */
export function reasonWord(reason: string): string {
  return reasonWords[reason] ?? reason.replaceAll('_', ' ');
}

/** The verdict on a signature, from what is kept with a delivery. */
export function signatureWords({ signature, scheme, downgraded }: Readonly<Record<string, string>>): string {
  if (signature === undefined) return 'not kept';
  if (signature !== 'verified') return `not verified: ${signature.replaceAll('_', ' ')}`;
  const how = scheme === undefined ? '' : `, over ${scheme === 'raw_body' ? 'the raw body' : 'the form fields'}`;
  return `verified${how}${downgraded === 'true' ? '; its SHA-256 signature was wrong' : ''}`;
}
