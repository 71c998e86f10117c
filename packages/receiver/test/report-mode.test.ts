import { describe, expect, it } from 'vitest';
import { type CallbackRequest, signCallback } from '../src/index.ts';
import { formType, observedReceiver, reasonOf, signedRequest, signingKey, url, xmlReply } from './receiving.ts';

function without(request: CallbackRequest, name: string): CallbackRequest {
  return { ...request, headers: { ...request.headers, [name]: undefined } };
}

describe("mode 'report'", () => {
  const authorization = `Basic ${Buffer.from('user:pass').toString('base64')}`;
  const request = signedRequest({ sha256: true });
  const good = { ...request, headers: { ...request.headers, authorization } };
  const rejectable: Readonly<Record<string, CallbackRequest>> = {
    missing_signature: without(without(good, 'x-signalwire-signature'), 'x-signalwire-sha256-signature'),
    malformed_signature: { ...good, headers: { ...good.headers, 'x-signalwire-signature': 'x' } },
    wrong_signature: { ...good, url: `${url}?changed` },
    wrong_sha256_signature: { ...good, headers: { ...good.headers, 'x-signalwire-sha256-signature': 'x' } },
    missing_credentials: without(good, 'authorization'),
    wrong_credentials: { ...good, headers: { ...good.headers, authorization: 'Basic eDp5' } },
    unknown_project: { ...good, rawBody: Buffer.from('MessageSid=1&MessageStatus=sent&AccountSid=x&From=1&To=2') },
  };
  const options = {
    mode: 'report',
    strictSha256: true,
    basicAuth: { username: 'user', password: 'pass' },
    signingKeys: ({ projectId }: { projectId: string | null }) => (projectId === 'x' ? null : signingKey),
  } as const;

  it.each(Object.keys(rejectable))('processes what would be rejected for %s, marks it and tells', async (reason) => {
    const { receive, events, verifications, outcomes } = observedReceiver(options);
    const sent = rejectable[reason];
    if (sent === undefined) throw new Error('no such request');
    const outcome = await receive(sent);
    const verification = { status: 'unverified', reason };
    expect(outcome).toMatchObject({ kind: 'accepted', verification, reply: xmlReply });
    expect(verifications).toEqual([verification]);
    expect(outcomes).toEqual([outcome]);
    expect(events).toHaveLength(1);
    const enforcing = observedReceiver({ ...options, mode: 'enforce' });
    expect(reasonOf(await enforcing.receive(sent))).toBe(reason);
    expect(enforcing.events).toEqual([]);
  });

  it('marks what holds as verified', async () => {
    const { receive, verifications } = observedReceiver(options);
    expect((await receive(good)).kind).toBe('accepted');
    expect(verifications).toMatchObject([{ status: 'verified', downgraded: false }]);
  });

  it('keeps nothing that is neither verified nor readable', async () => {
    for (const onUnprocessable of [undefined, () => expect.fail('kept')]) {
      const { receive, events } = observedReceiver({ mode: 'report', onUnprocessable });
      for (const [contentType, body] of [
        [formType, 'a=1'],
        ['application/json', '{"id":'],
        ['application/json', '{"MessageSid":"1","MessageStatus":7}'],
      ]) {
        const sent = {
          method: 'POST',
          url,
          headers: { 'content-type': contentType },
          rawBody: Buffer.from(String(body)),
        };
        const outcome = await receive(sent);
        expect(reasonOf(outcome)).toBe('missing_signature');
        expect(outcome.reply.status).toBe(403);
      }
      expect(events).toEqual([]);
    }
  });

  it('keeps what is verified and not readable', async () => {
    const body = 'a=1';
    const { receive, kept } = observedReceiver({ mode: 'report' });
    const headers = { 'content-type': formType, ...signCallback({ signingKey, url, body }) };
    expect((await receive({ method: 'POST', url, headers, rawBody: Buffer.from(body) })).kind).toBe('unprocessable');
    expect(kept).toHaveLength(1);
  });

  it('turns away what no signature can mend', async () => {
    const { receive } = observedReceiver({ mode: 'report', maxBodyBytes: 1_000 });
    expect((await receive(signedRequest({}, { method: 'PUT' }))).reply.status).toBe(405);
    expect((await receive(signedRequest({ body: 'x'.repeat(1_000) }))).reply.status).toBe(413);
  });
});
