import { type SignCallbackOptions, signCallback } from '@statuswire/receiver';
import { signedDelivery } from '@statuswire/receiver/testing';
import { type Draft, expectAtLeast, setHeader } from './fuzz-request.ts';
import { mangled, oddFields, oddText, oddValue } from './payloads.ts';
import type { Random } from './random.ts';

/** What the hosts are configured with. */
export const endpoint = { signingKey: 'PSK-of-the-fuzzer', url: 'https://fuzz.example/callbacks/status' } as const;

const path = new URL(endpoint.url).pathname;
const numbers = { from: '+15551234567', to: '+15557654321' } as const;
const platformFields = { id: 'm', project_id: 'p', status: 'sent', ...numbers };
const compatibilityFields = {
  MessageSid: 'm',
  AccountSid: 'p',
  MessageStatus: 'sent',
  From: numbers.from,
  To: numbers.to,
};

/** A callback as SignalWire would send it. */
export function signedDraft(random: Random): Draft {
  const kind = random.pick([
    { dialect: 'platform' },
    { dialect: 'compatibility' },
    { dialect: 'compatibility', encoding: 'json' },
    { dialect: 'compatibility', method: 'GET' },
  ] as const);
  const delivery = signedDelivery({
    ...endpoint,
    ...kind,
    status: random.pick(['queued', 'sent', 'delivered', 'undelivered', 'failed', 'read', 'on its way']),
    messageId: `message-${random.below(1_000_000)}`,
    body: random.chance(0.1) ? null : 'x'.repeat(random.below(300)),
    sha256: random.chance(0.3),
    ...(random.chance(0.3) ? { errorCode: '30003' } : {}),
  });
  return {
    method: delivery.method,
    target: delivery.url.replace('https://fuzz.example', ''),
    version: 'HTTP/1.1',
    headers: [['host', 'fuzz.example'], ...Object.entries(delivery.headers)],
    body: Buffer.from(delivery.body),
    framing: 'length',
    afterwards: 'waits',
    expectation: 'accepted',
    changes: [`${delivery.method} ${delivery.headers['content-type'] ?? 'without a body'}`],
  };
}

/** Signs what a draft holds now, as SignalWire would: what is odd in it then comes past the signature. */
function sign(draft: Draft, scheme: NonNullable<SignCallbackOptions['scheme']>): void {
  const signed = signCallback({ signingKey: endpoint.signingKey, url: endpoint.url, body: draft.body, scheme });
  for (const [name, value] of Object.entries(signed)) setHeader(draft, name, value);
}

function isForm(draft: Draft): boolean {
  return draft.headers.some(([, value]) => value === 'application/x-www-form-urlencoded');
}

/** A signed callback whose fields hold what nobody expects. */
export function oddlySignedDraft(random: Random): Draft {
  const draft = { ...signedDraft(random), method: 'POST', target: path };
  if (random.chance(0.5)) {
    const fields = oddFields(random, oddText);
    draft.body = Buffer.from(
      new URLSearchParams({ ...compatibilityFields, ...fields } as Record<string, string>).toString(),
    );
    draft.headers = [
      ['host', 'fuzz.example'],
      ['content-type', 'application/x-www-form-urlencoded'],
    ];
    sign(draft, 'form_fields');
  } else {
    const fields = { ...platformFields, ...oddFields(random, oddValue) };
    draft.body = Buffer.from(JSON.stringify(random.chance(0.9) ? fields : oddValue(random)) ?? '');
    draft.headers = [
      ['host', 'fuzz.example'],
      ['content-type', 'application/json'],
    ];
    sign(draft, 'raw_body');
  }
  draft.changes.push('odd fields, signed');
  expectAtLeast(draft, 'answered');
  return draft;
}

/** A callback whose bytes were changed before it was signed: verified, and then perhaps nothing that can be read. */
export function mangledAndSignedDraft(random: Random): Draft {
  const draft = { ...signedDraft(random), method: 'POST', target: path };
  draft.body = mangled(random, draft.body);
  if (!isForm(draft)) setHeader(draft, 'content-type', 'application/json');
  // A signature over the bytes holds for whatever they are.
  sign(draft, 'raw_body');
  draft.changes.push('bytes changed, then signed');
  expectAtLeast(draft, 'answered');
  return draft;
}

/** What scheme B signs of a form: two forms of which this is the same cannot be told apart. */
function signedText(form: Buffer): string {
  return [...new URLSearchParams(form.toString('utf8'))]
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .flat()
    .join('');
}

/** A callback whose bytes were changed after it was signed. Never accepted, unless nothing that is signed changed. */
export function forgedDraft(random: Random): Draft {
  const draft = signedDraft(random);
  if (draft.method === 'GET') {
    draft.target = draft.target.replace(/MessageStatus=[^&]*/, 'MessageStatus=forged');
    draft.expectation = 'refused';
  } else {
    const body = mangled(random, draft.body);
    const same = body.equals(draft.body) || (isForm(draft) && signedText(body) === signedText(draft.body));
    draft.body = body;
    draft.expectation = same ? 'answered' : 'refused';
  }
  draft.changes.push('changed after it was signed');
  return draft;
}

/** A callback that is signed with another key, for another URL, or not at all. */
export function unsignedDraft(random: Random): Draft {
  const draft = signedDraft(random);
  const { body, method } = draft;
  const bytes = method === 'GET' ? '' : body;
  const others = random.pick([
    () => ({}),
    () => ({ 'x-signalwire-signature': oddText(random).replaceAll(/[^\x20-\x7e]/g, '') }),
    () => ({ 'x-signalwire-signature': random.bytes(20).toString(random.pick(['hex', 'base64'])) }),
    () => signCallback({ signingKey: 'PSK-another', url: endpoint.url, body: bytes, scheme: 'raw_body' }),
    () => signCallback({ signingKey: endpoint.signingKey, url: `${endpoint.url}/`, body: bytes, scheme: 'raw_body' }),
  ])();
  draft.headers = draft.headers.filter(([name]) => !name.startsWith('x-signalwire'));
  draft.headers.push(...(Object.entries(others) as [string, string][]));
  draft.changes.push('not signed with the key');
  draft.expectation = 'refused';
  return draft;
}
