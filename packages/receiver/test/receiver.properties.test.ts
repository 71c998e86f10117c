import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallbackRequest, signCallback } from '../src/index.ts';
import { signedDelivery } from '../src/testing/signed-delivery.ts';
import { anyText, anyUrl, bodyBytes } from './arbitraries.ts';
import { formType, observedReceiver, requestOf, signingKey, url } from './receiving.ts';

const contentType = fc.constantFrom(
  formType,
  'application/json',
  '',
  'text/plain',
  `${formType}; charset=utf-8`,
  'application/json;charset=utf-16',
);
const anyHeaders = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom(
          'x-signalwire-signature',
          'x-twilio-signature',
          'x-signalwire-sha256-signature',
          'authorization',
          'content-encoding',
          'content-length',
          'content-type',
          'host',
          'x-forwarded-host',
          '__proto__',
        ),
        anyText,
      ),
      fc.oneof(
        anyText,
        fc.array(anyText, { maxLength: 3 }),
        fc.constant(undefined),
        fc.constantFrom('gzip', '9'.repeat(400), 'a'.repeat(40), 'Basic /w=='),
      ),
    ),
    { maxLength: 6 },
  )
  .map((entries) => Object.fromEntries(entries));

const anyRequest: fc.Arbitrary<CallbackRequest> = fc.record({
  method: fc.oneof(fc.constantFrom('POST', 'POST', 'POST', 'GET', 'HEAD'), anyText),
  url: fc.oneof(anyUrl, fc.constant(url)),
  headers: fc.tuple(contentType, anyHeaders).map(([type, headers]) => ({ 'content-type': type, ...headers })),
  rawBody: bodyBytes,
});

/** A callback that is all right but for what is done to it here. */
const damagedRequest: fc.Arbitrary<CallbackRequest> = fc
  .record({
    dialect: fc.constantFrom('compatibility', 'platform'),
    method: fc.constantFrom('POST', 'GET'),
    signingKey: fc.constantFrom(signingKey, 'PSKother'),
    fields: fc.dictionary(
      fc.constantFrom(
        'MessageSid',
        'AccountSid',
        'MessageStatus',
        'id',
        'project_id',
        'NumMedia',
        'timestamp',
        '__proto__',
        'x',
      ),
      anyText,
      { maxKeys: 2 },
    ),
    damage: fc.option(fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }) })),
    contentType: fc.option(contentType, { nil: undefined }),
    resigned: fc.boolean(),
  })
  .map(({ damage, contentType: type, resigned, dialect, method, signingKey: key, fields }) => {
    const compatible = dialect === 'platform' ? 'POST' : method;
    const request = requestOf(signedDelivery({ dialect, method: compatible, signingKey: key, fields, url }));
    const rawBody = Uint8Array.from(request.rawBody);
    if (damage !== null && rawBody.length > 0) rawBody[damage.at % rawBody.length] = damage.byte;
    const signature = signCallback({ signingKey: key, url: request.url, body: rawBody, scheme: 'raw_body' });
    const headers = {
      ...request.headers,
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(resigned ? signature : {}),
    };
    return { ...request, headers, rawBody };
  });

const options = fc.record({
  mode: fc.constantFrom('enforce', 'report'),
  allowGet: fc.boolean(),
  strictSha256: fc.boolean(),
  publicUrl: fc.constantFrom(undefined, url, `${url}?a=b#c`, () => url),
  signingKeys: fc.constantFrom(
    signingKey,
    ['PSKelse', signingKey],
    async () => signingKey,
    () => null,
  ),
  onUnprocessable: fc.constantFrom<'keep' | 'none'>('keep', 'none'),
  basicAuth: fc.constantFrom(undefined, { username: 'u', password: 'p' }),
});

describe('receive, for any method, URL, headers and bytes', () => {
  it('never rejects, answers no 5xx, hands on nothing unverified, and says 2xx of nothing that was not handled', async () => {
    const seen = { accepted: 0, unprocessable: 0, rejected: 0 };
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyRequest, damagedRequest), options, async (request, given) => {
        const keeping = given.onUnprocessable === 'none' ? { onUnprocessable: undefined } : {};
        const { onUnprocessable: _, ...rest } = given;
        const { receive, events, verifications, kept, outcomes } = observedReceiver({ ...rest, ...keeping });
        const outcome = await receive(request);
        if (outcome.kind === 'failed') throw outcome.error;
        seen[outcome.kind] += 1;
        expect(outcomes).toEqual([outcome]);
        const { status } = outcome.reply;
        expect([200, 400, 401, 403, 405, 413, 415, 422]).toContain(status);
        if (status === 200) expect(events.length + kept.length).toBe(1);
        else expect([events, kept]).toEqual([[], []]);
        if (given.mode === 'enforce')
          for (const verification of verifications) expect(verification.status).toBe('verified');
        for (const { verification } of kept) expect(verification.status).toBe('verified');
        if (outcome.kind === 'rejected') expect(outcome.reply.body).not.toContain(outcome.reason);
      }),
      { numRuns: 2_000 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
  });

  it('accepts none whose signature was made with another key', async () => {
    await fc.assert(
      fc.asyncProperty(damagedRequest, options, async (request, given) => {
        const { receive, events, kept } = observedReceiver({
          ...given,
          onUnprocessable: undefined,
          mode: 'enforce',
          signingKeys: ['PSKthird', 'PSKfourth'],
        });
        expect((await receive(request)).kind).toBe('rejected');
        expect([events, kept]).toEqual([[], []]);
      }),
      { numRuns: 500 },
    );
  });
});
