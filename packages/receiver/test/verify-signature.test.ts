import { describe, expect, it } from 'vitest';
import {
  type CallbackHeaders,
  diagnoseSignature,
  explainSignature,
  signCallback,
  type VerifySignatureOptions,
  verifySignature,
} from '../src/index.ts';
import {
  bodyDigest,
  referenceForm,
  referenceFormDistinct,
  referenceRawBody,
  referenceSha256,
} from './reference-signatures.ts';

const key = 'PSKtest1234567890abcdef';
const url = 'https://example.com/callbacks';
const formType = 'application/x-www-form-urlencoded';
const jsonBody = '{"id":"1","project_id":"p","status":"sent"}';
const formBody = 'MessageSid=1&MessageStatus=sent&Body=1+%2B+1';
const formFields: [string, string][] = [
  ['MessageSid', '1'],
  ['MessageStatus', 'sent'],
  ['Body', '1 + 1'],
];

function verdictOf(headers: CallbackHeaders, rawBody: string, changes: Partial<VerifySignatureOptions> = {}) {
  return verifySignature({ signingKeys: key, url, headers, rawBody: Buffer.from(rawBody), ...changes });
}

const wrong = { status: 'unverified', reason: 'wrong_signature' };
const malformed = { status: 'unverified', reason: 'malformed_signature' };
const missing = { status: 'unverified', reason: 'missing_signature' };

describe('the published vector of scheme A', () => {
  const vector = {
    signingKey: 'PSKtest1234567890abcdef',
    url: 'https://example.ngrok.io/webhook',
    body: '{"event":"call.state","params":{"call_id":"abc-123","state":"answered"}}',
    signature: 'c3c08c1fefaf9ee198a100d5906765a6f394bf0f',
  };

  it('verifies', () => {
    const { signingKey, body, signature } = vector;
    const headers = { 'content-type': 'application/json', 'x-signalwire-signature': signature };
    expect(verifySignature({ signingKeys: signingKey, url: vector.url, headers, rawBody: Buffer.from(body) })).toEqual({
      status: 'verified',
      scheme: 'raw_body',
      keyFingerprint: bodyDigest(signingKey).slice(0, 8),
      urlSpelling: 'as given',
      downgraded: false,
    });
  });

  it('is what signCallback makes', () => {
    const { signature: _, ...given } = vector;
    expect(signCallback(given)).toEqual({ 'x-signalwire-signature': vector.signature });
  });
});

describe('options of another name', () => {
  const request = { url, headers: {}, rawBody: Buffer.alloc(0), signingKeys: 'PSK' };
  it.each([
    ['verifySignature', 'strictSHA256', () => verifySignature({ ...request, ...{ strictSHA256: true } })],
    ['explainSignature', 'strictSHA256', () => explainSignature({ ...request, ...{ strictSHA256: true } })],
    ['diagnoseSignature', 'otherkeys', () => diagnoseSignature({ ...request, ...{ otherkeys: ['PSK-old'] } })],
    ['signCallback', 'SHA256', () => signCallback({ signingKey: 'PSK', url, ...{ SHA256: true } })],
  ])('are refused by %s: %s', (maker, name, call) => {
    expect(call).toThrow(expect.objectContaining({ code: 'STATUSWIRE_INVALID_OPTIONS' }));
    expect(call).toThrow(`${maker} knows no option ${name}. It takes: `);
  });

  it('do not stop a whole request from being spread into them', () => {
    const whole = { ...request, method: 'POST', strictSha256: true };
    for (const verdict of [verifySignature(whole), explainSignature(whole).verdict, diagnoseSignature(whole).verdict]) {
      expect(verdict).toEqual({ status: 'unverified', reason: 'missing_signature' });
    }
  });
});

describe('the header', () => {
  const signature = referenceRawBody(key, url, jsonBody);

  it("is SignalWire's, else its alias", () => {
    expect(verdictOf({ 'x-signalwire-signature': signature }, jsonBody).status).toBe('verified');
    expect(verdictOf({ 'x-twilio-signature': signature }, jsonBody).status).toBe('verified');
    expect(verdictOf({ 'x-signalwire-signature': '', 'x-twilio-signature': signature }, jsonBody).status).toBe(
      'verified',
    );
  });

  it("does not fall back to the alias where SignalWire's own is wrong", () => {
    const alias = { 'x-twilio-signature': signature };
    expect(verdictOf({ 'x-signalwire-signature': 'a'.repeat(40), ...alias }, jsonBody)).toEqual(wrong);
    expect(verdictOf({ 'x-signalwire-signature': 'none', ...alias }, jsonBody)).toEqual(malformed);
  });

  it('is found whatever the case of its name', () => {
    expect(verdictOf({ 'X-SignalWire-Signature': signature }, jsonBody).status).toBe('verified');
    expect(verdictOf({ 'X-TWILIO-SIGNATURE': signature }, jsonBody).status).toBe('verified');
  });

  it('counts by its first value where it is a list', () => {
    expect(verdictOf({ 'x-signalwire-signature': [signature, 'x'] }, jsonBody).status).toBe('verified');
    expect(verdictOf({ 'x-signalwire-signature': ['x', signature] }, jsonBody)).toEqual(malformed);
    expect(verdictOf({ 'x-signalwire-signature': [] }, jsonBody)).toEqual(missing);
  });

  it.each([
    ['upper case', signature.toUpperCase()],
    ['a digit too few', signature.slice(1)],
    ['a digit too many', `${signature}0`],
    ['two that a server has joined', `${signature}, ${signature}`],
    ['a scheme in front', `sha1=${signature}`],
    ['white space', ` ${signature}`],
    ['a line break behind', `${signature}\n`],
    ['a SHA-256 in its place', 'a'.repeat(64)],
    ['base64 without its padding', 'A'.repeat(27)],
    ['characters beyond ASCII', `š${signature.slice(1)}`],
  ])('is malformed with %s', (_what, value) => {
    expect(verdictOf({ 'x-signalwire-signature': value }, jsonBody)).toEqual(malformed);
  });

  it('is missed', () => {
    expect(verdictOf({}, jsonBody)).toEqual(missing);
    expect(verdictOf({ 'x-signalwire-signature': '', 'x-twilio-signature': '' }, jsonBody)).toEqual(missing);
  });
});

describe('the SHA-256 header', () => {
  const sha1 = referenceRawBody(key, url, jsonBody);
  const sha256 = referenceSha256(key, url, jsonBody);
  const beside = (value: string) => ({ 'x-signalwire-signature': sha1, 'x-signalwire-sha256-signature': value });

  it('verifies beside the SHA-1 one, on forms, too', () => {
    expect(verdictOf(beside(sha256), jsonBody)).toMatchObject({ status: 'verified', downgraded: false });
    const form = {
      'content-type': formType,
      'x-signalwire-signature': referenceForm(key, url, formFields),
      'x-signalwire-sha256-signature': referenceSha256(key, url, formBody),
    };
    expect(verdictOf(form, formBody, { strictSha256: true })).toMatchObject({
      scheme: 'form_fields',
      downgraded: false,
    });
  });

  it.each([
    ['wrong', 'a'.repeat(64)],
    ['cut short', sha256.slice(1)],
    ['in upper case', sha256.toUpperCase()],
    [
      'made of characters that only end like the right ones',
      sha256.replace(/[a-f]/, (letter) => String.fromCharCode(letter.charCodeAt(0) + 256)),
    ],
  ])('marks the verdict as downgraded where it is %s, and is a reason to reject under strictSha256', (_what, value) => {
    expect(verdictOf(beside(value), jsonBody)).toMatchObject({ status: 'verified', downgraded: true });
    expect(verdictOf(beside(value), jsonBody, { strictSha256: true })).toEqual({
      status: 'unverified',
      reason: 'wrong_sha256_signature',
    });
  });

  it('says nothing where it is absent or empty', () => {
    expect(verdictOf({ 'x-signalwire-signature': sha1 }, jsonBody, { strictSha256: true }).status).toBe('verified');
    expect(verdictOf(beside(''), jsonBody, { strictSha256: true })).toMatchObject({ downgraded: false });
  });

  it('verifies alone', () => {
    const alone = (value: string) => ({ 'x-signalwire-sha256-signature': value });
    expect(verdictOf(alone(sha256), jsonBody)).toMatchObject({
      status: 'verified',
      scheme: 'raw_body',
      downgraded: false,
    });
    expect(verdictOf(alone('a'.repeat(64)), jsonBody)).toEqual(wrong);
    expect(verdictOf(alone(sha1), jsonBody)).toEqual(malformed);
  });

  it('does not make up for a wrong SHA-1 one', () => {
    const headers = { 'x-signalwire-signature': 'a'.repeat(40), 'x-signalwire-sha256-signature': sha256 };
    expect(verdictOf(headers, jsonBody)).toEqual(wrong);
  });
});

describe('a signature over the URL alone', () => {
  const overUrl = (signed: string) => ({ 'x-signalwire-signature': referenceForm(key, signed, []) });

  it('vouches for a request without a body', () => {
    expect(verdictOf(overUrl(url), '')).toMatchObject({ status: 'verified', scheme: 'url_only' });
  });

  it.each([formType, 'application/json', undefined, 'text/plain'])(
    'vouches for no body: content type %s',
    (contentType) => {
      const headers = { 'content-type': contentType, ...overUrl(url) };
      expect(verdictOf(headers, formBody)).toEqual(wrong);
      expect(verdictOf(headers, jsonBody)).toEqual(wrong);
    },
  );

  const withDigest = (...digests: string[]) =>
    `${url}?${digests.map((digest) => `bodySHA256=${digest}`).join('&x=1&')}`;

  it('vouches for the body whose digest the URL carries', () => {
    const right = bodyDigest(jsonBody);
    for (const signed of [withDigest(right), withDigest(right.toUpperCase()), withDigest(right, right)]) {
      expect(
        verdictOf({ 'content-type': 'application/json', ...overUrl(signed) }, jsonBody, { url: signed }),
      ).toMatchObject({
        status: 'verified',
        scheme: 'url_only',
      });
    }
  });

  it.each([
    ['another digest', withDigest(bodyDigest('other'))],
    ['the right digest and another', withDigest(bodyDigest(jsonBody), bodyDigest('other'))],
    ['another digest and the right one', withDigest(bodyDigest('other'), bodyDigest(jsonBody))],
    ['half a digest', withDigest(bodyDigest(jsonBody).slice(0, 32))],
    ['an empty digest', withDigest('')],
    ['the right digest under another name', `${url}?xbodySHA256=${bodyDigest(jsonBody)}`],
  ])('does not vouch by %s', (_what, signed) => {
    expect(verdictOf({ 'content-type': 'application/json', ...overUrl(signed) }, jsonBody, { url: signed })).toEqual(
      wrong,
    );
  });

  it('does not vouch by a digest in the fragment, which SignalWire never sends', () => {
    const signed = `${url}#&bodySHA256=${bodyDigest(jsonBody)}`;
    expect(verdictOf(overUrl(url), jsonBody, { url: signed })).toEqual(wrong);
  });

  it('does not vouch for a body that was taken away', () => {
    const signed = withDigest(bodyDigest(jsonBody));
    expect(verdictOf(overUrl(signed), '', { url: signed })).toEqual(wrong);
  });
});

describe('a form', () => {
  const signedBy = (signature: string) => ({ 'content-type': formType, 'x-signalwire-signature': signature });
  const repeated: [string, string][] = [
    ['b', '2'],
    ['a', 'z'],
    ['a', 'y'],
    ['a', 'z'],
  ];
  const repeatedBody = 'b=2&a=z&a=y&a=z';

  it('is signed over decoded fields: + is a space, %2B is a plus', () => {
    expect(verdictOf(signedBy(referenceForm(key, url, formFields)), formBody).status).toBe('verified');
    expect(verdictOf(signedBy(referenceForm(key, url, formFields)), formBody.replace('%2B', '+'))).toEqual(wrong);
  });

  it("takes repeated names in the order of submission, and by Twilio's rule", () => {
    expect(verdictOf(signedBy(referenceForm(key, url, repeated)), repeatedBody).status).toBe('verified');
    expect(verdictOf(signedBy(referenceFormDistinct(key, url, repeated)), repeatedBody).status).toBe('verified');
    expect(verdictOf(signedBy(referenceForm(key, url, repeated)), 'b=2&a=y&a=z&a=z')).toEqual(wrong);
    const sortedNotDistinct = referenceForm(key, url, [
      ['a', 'y'],
      ['a', 'z'],
      ['a', 'z'],
      ['b', '2'],
    ]);
    expect(verdictOf(signedBy(sortedNotDistinct), repeatedBody)).toEqual(wrong);
  });

  it('sorts names by their characters, capitals first', () => {
    const fields: [string, string][] = [
      ['b', '1'],
      ['B', '2'],
      ['a', '3'],
      ['A', '4'],
      ['Z', '5'],
      ['_', '6'],
    ];
    const body = new URLSearchParams(fields).toString();
    expect(verdictOf(signedBy(referenceForm(key, url, fields)), body).status).toBe('verified');
  });

  it('may be signed as raw bytes, too', () => {
    expect(verdictOf(signedBy(referenceRawBody(key, url, formBody)), formBody)).toMatchObject({ scheme: 'raw_body' });
  });

  it('is none where the body is declared as another kind', () => {
    const headers = { ...signedBy(referenceForm(key, url, formFields)), 'content-type': 'application/json' };
    expect(verdictOf(headers, formBody)).toEqual(wrong);
  });

  it('keeps a question mark that its first name begins with', () => {
    expect(verdictOf(signedBy(referenceForm(key, url, [['?a', '1']])), '?a=1').status).toBe('verified');
    expect(verdictOf(signedBy(referenceForm(key, url, [['a', '1']])), '?a=1')).toEqual(wrong);
  });
});

describe('keys', () => {
  const headers = { 'x-signalwire-signature': referenceRawBody('new', url, jsonBody) };

  it('are all tried, and the one that fits is named by its fingerprint', () => {
    for (const signingKeys of [['new'], ['old', 'new'], ['new', 'old'], ['a', 'b', 'c', 'new']]) {
      expect(verdictOf(headers, jsonBody, { signingKeys })).toMatchObject({
        keyFingerprint: bodyDigest('new').slice(0, 8),
      });
    }
    expect(verdictOf(headers, jsonBody, { signingKeys: ['old', 'older'] })).toEqual(wrong);
  });

  it.each([
    ['an empty key', ''],
    ['a blank key', ' \t\n'],
    ['an empty list', []],
    ['a blank key among others', ['PSKgood', ' ']],
    ['no key', undefined],
    ['a number', 12345],
  ])('are refused with a fix: %s', (_what, signingKeys) => {
    const call = () => verdictOf(headers, jsonBody, { signingKeys } as Partial<VerifySignatureOptions>);
    expect(call).toThrow(expect.objectContaining({ code: 'STATUSWIRE_INVALID_OPTIONS' }));
    expect(call).toThrow(/^signingKeys (is|holds|must be) .*(give the "Signing Key" of the project|as text)/);
  });

  it('are refused by signCallback under its own name', () => {
    expect(() => signCallback({ signingKey: ' ', url })).toThrow(/^signingKey holds an empty or blank key/);
  });
});
