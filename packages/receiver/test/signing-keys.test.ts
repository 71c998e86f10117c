import { StatusWireError } from '@statuswire/contracts';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { SigningKeyLookup } from '../src/index.ts';
import { signCallback } from '../src/index.ts';
import {
  expectBareProblem,
  formType,
  observedReceiver,
  reasonOf,
  signedRequest,
  signingKey,
  url,
} from './receiving.ts';
import { bodyDigest } from './reference-signatures.ts';

const fingerprint = (key: string) => bodyDigest(key).slice(0, 8);

describe('several keys', () => {
  it('are taken while one is being replaced, and the outcome says which was used', async () => {
    const { receive, verifications } = observedReceiver({ signingKeys: ['PSKold', 'PSKnew'] });
    for (const key of ['PSKold', 'PSKnew'])
      expect((await receive(signedRequest({ signingKey: key }))).kind).toBe('accepted');
    expect(reasonOf(await receive(signedRequest({ signingKey: 'PSKolder' })))).toBe('wrong_signature');
    expect(verifications).toMatchObject([
      { keyFingerprint: fingerprint('PSKold') },
      { keyFingerprint: fingerprint('PSKnew') },
    ]);
  });

  it('stay as they were when the receiver was made', async () => {
    const signingKeys = ['PSKold'];
    const { receive } = observedReceiver({ signingKeys });
    signingKeys[0] = 'PSKnew';
    expect((await receive(signedRequest({ signingKey: 'PSKold' }))).kind).toBe('accepted');
  });
});

describe('keys by project', () => {
  const keys: Readonly<Record<string, string | readonly string[]>> = { one: 'PSKone', two: ['PSKold', 'PSKtwo'] };
  const lookup: SigningKeyLookup = async ({ projectId }) => (projectId === null ? null : keys[projectId]);

  it.each([
    ['one', 'PSKone'],
    ['two', 'PSKold'],
    ['two', 'PSKtwo'],
  ])('let project %s sign with %s, in both dialects', async (projectId, key) => {
    const { receive, events } = observedReceiver({ signingKeys: lookup });
    for (const dialect of ['compatibility', 'platform'] as const) {
      expect((await receive(signedRequest({ projectId, signingKey: key, dialect }))).kind).toBe('accepted');
    }
    expect(events.map((event) => event.projectId)).toEqual([projectId, projectId]);
  });

  it('let no project sign for another', async () => {
    const { receive, events } = observedReceiver({ signingKeys: lookup });
    expect(reasonOf(await receive(signedRequest({ projectId: 'two', signingKey: 'PSKone' })))).toBe('wrong_signature');
    expect(events).toEqual([]);
  });

  it.each([
    ['platform', { AccountSid: 'one' }, 'two'],
    ['compatibility', { project_id: 'one' }, 'two'],
  ] as const)(
    'let no project sign for another by naming both, in the %s dialect',
    async (dialect, fields, projectId) => {
      const signingKeys = vi.fn(lookup);
      const { receive, events } = observedReceiver({ signingKeys });
      const outcome = await receive(signedRequest({ dialect, fields, projectId, signingKey: 'PSKone' }));
      expect(signingKeys).toHaveBeenCalledExactlyOnceWith({ projectId });
      expect(reasonOf(outcome)).toBe('wrong_signature');
      expect(events).toEqual([]);
    },
  );

  it('are looked up by the very project that the event names, whatever else the payload holds', async () => {
    const names = [
      'MessageSid',
      'MessageStatus',
      'AccountSid',
      'id',
      'project_id',
      'status',
      'From',
      'To',
      'from',
      'to',
    ] as const;
    const payloads = fc
      .uniqueArray(
        fc.tuple(fc.constantFrom(...names), fc.constantFrom<unknown>('a', 'b', 'sent', '', null, 7, ['a'])),
        {
          selector: ([name]) => name,
        },
      )
      .map((entries) => ({ From: '1', To: '2', from: '1', to: '2', ...Object.fromEntries(entries) }));
    await fc.assert(
      fc.asyncProperty(payloads, async (payload) => {
        const asked: (string | null)[] = [];
        const { receive, events } = observedReceiver({
          signingKeys: ({ projectId }) => {
            asked.push(projectId);
            return signingKey;
          },
        });
        const body = JSON.stringify(payload);
        const headers = { 'content-type': 'application/json', ...signCallback({ signingKey, url, body }) };
        await receive({ method: 'POST', url, headers, rawBody: Buffer.from(body) });
        expect(asked).toHaveLength(1);
        for (const event of events) expect(asked).toEqual([event.projectId]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['null', null],
    ['undefined', undefined],
    ['an empty list', []],
  ])('that are %s mean that the project is unknown', async (_what, found) => {
    const { receive } = observedReceiver({ signingKeys: async () => found });
    const outcome = await receive(signedRequest());
    expect(reasonOf(outcome)).toBe('unknown_project');
    expectBareProblem(outcome, 403, 'Forbidden');
  });

  it.each([
    ['empty', ''],
    ['blank', '  '],
    ['blank among others', ['CANARY', ' ']],
    ['no text', { key: 'CANARY' }],
    ['a number', 7],
  ])('that are %s are our own mistake: 500, and the fix for the operator', async (_what, found) => {
    const { receive, events } = observedReceiver({ signingKeys: (async () => found) as SigningKeyLookup });
    const outcome = await receive(signedRequest());
    expectBareProblem(outcome, 500, 'Internal Server Error');
    const error = outcome.kind === 'failed' ? outcome.error : null;
    expect(error).toMatchObject({ code: 'STATUSWIRE_INVALID_OPTIONS' });
    expect(String(error)).toMatch(/What the signingKeys function returned (holds an empty|must be)/);
    expect(String(error)).not.toContain('CANARY');
    expect(events).toEqual([]);
  });

  it('that cannot be looked up are answered 500, or 503 where the store says so', async () => {
    const unavailable = new StatusWireError('STATUSWIRE_UNAVAILABLE', 'no database');
    const lookups: [SigningKeyLookup, number][] = [
      [() => Promise.reject(new Error('CANARY')), 500],
      [
        () => {
          throw new Error('CANARY');
        },
        500,
      ],
      [() => Promise.reject(unavailable), 503],
    ];
    for (const [signingKeys, status] of lookups) {
      const { receive, events } = observedReceiver({ signingKeys });
      expect(await receive(signedRequest())).toMatchObject({ kind: 'failed', reply: { status } });
      expect(events).toEqual([]);
    }
  });

  it.each([
    ['longer than any id', 'x'.repeat(256)],
    ['empty', ''],
    ['with control characters, at which a database may choke', 'a\0b'],
  ])('are asked for nobody where the project is %s', async (_what, projectId) => {
    const signingKeys = vi.fn(() => null);
    const { receive } = observedReceiver({ signingKeys });
    expect(reasonOf(await receive(signedRequest({ projectId })))).toBe('unknown_project');
    expect(signingKeys).toHaveBeenCalledExactlyOnceWith({ projectId: null });
  });

  it('are asked for nobody where the body cannot be read, or tells no project', async () => {
    for (const body of ['{"id":', '{}', 'null', '7', '[]', '{"AccountSid":["one"]}']) {
      const signingKeys = vi.fn(() => null);
      const headers = { 'content-type': 'application/json', ...signCallback({ signingKey, url, body }) };
      await observedReceiver({ signingKeys }).receive({ method: 'POST', url, headers, rawBody: Buffer.from(body) });
      expect(signingKeys).toHaveBeenCalledExactlyOnceWith({ projectId: null });
    }
  });

  it('are asked for the project of a payload that is no callback, so that it can be verified and kept', async () => {
    for (const body of ['AccountSid=one&Other=1', 'project_id=one&Other=1']) {
      const { receive, kept } = observedReceiver({ signingKeys: lookup });
      const headers = { 'content-type': formType, ...signCallback({ signingKey: 'PSKone', url, body }) };
      await receive({ method: 'POST', url, headers, rawBody: Buffer.from(body) });
      expect(kept).toMatchObject([{ verification: { status: 'verified' } }]);
    }
  });

  it('are asked for neither what has the wrong credentials nor what the head gives away', async () => {
    const signingKeys = vi.fn(() => signingKey);
    const { receive } = observedReceiver({ signingKeys, basicAuth: { username: 'user', password: 'pass' } });
    await receive(signedRequest());
    await receive(signedRequest({}, { method: 'PUT' }));
    expect(signingKeys).not.toHaveBeenCalled();
  });
});
