import { describe, expect, it, vi } from 'vitest';
import { signedDelivery } from '../src/testing/signed-delivery.ts';
import {
  expectBareProblem,
  formType,
  observedReceiver,
  reasonOf,
  signedRequest,
  signingKey,
  url,
} from './receiving.ts';

describe('a forgery', () => {
  const forged: Record<string, Partial<Parameters<typeof signedRequest>[1]>> = {
    missing_signature: { headers: { 'content-type': formType } },
    malformed_signature: { headers: { 'content-type': formType, 'x-signalwire-signature': 'CANARY' } },
    wrong_signature: { rawBody: Buffer.from('MessageSid=1&MessageStatus=sent&AccountSid=2&From=3&To=4') },
  };

  it('gets one and the same answer, and the operator the reason', async () => {
    const { receive, events, outcomes, kept } = observedReceiver({
      strictSha256: true,
      signingKeys: ({ projectId }) => (projectId === 'stranger' ? null : signingKey),
      basicAuth: { username: 'user', password: 'pass' },
    });
    const authorization = `Basic ${Buffer.from('user:pass').toString('base64')}`;
    const withCredentials = (value: string, changes: (typeof forged)[string], delivery = {}) => {
      const request = signedRequest({ sha256: true, ...delivery }, changes);
      return { ...request, headers: { ...request.headers, authorization: value } };
    };
    const wrongSha256 = withCredentials(authorization, {});
    const requests = {
      ...Object.fromEntries(
        Object.entries(forged).map(([reason, changes]) => [reason, withCredentials(authorization, changes)]),
      ),
      wrong_sha256_signature: {
        ...wrongSha256,
        headers: { ...wrongSha256.headers, 'x-signalwire-sha256-signature': 'a'.repeat(64) },
      },
      unknown_project: withCredentials(authorization, {}, { projectId: 'stranger' }),
      wrong_credentials: withCredentials('Basic dXNlcjpDQU5BUlk=', {}),
    };
    const replies = new Set<string>();
    for (const [reason, request] of Object.entries(requests)) {
      const outcome = await receive(request);
      expect(reasonOf(outcome)).toBe(reason);
      expectBareProblem(outcome, 403, 'Forbidden');
      replies.add(JSON.stringify(outcome.reply));
    }
    expect(replies.size).toBe(1);
    expect(outcomes.map((outcome) => reasonOf(outcome))).toEqual(Object.keys(requests));
    expect([events, kept]).toEqual([[], []]);
    expect((await receive(withCredentials(authorization, {}))).kind).toBe('accepted');
  });

  it.each([undefined, '', 'Bearer dXNlcjpwYXNz', 'Basic', 'Basic !', 'Digest username="user"'])(
    'with no Basic credentials at all is asked for them: %s',
    async (authorization) => {
      const { receive } = observedReceiver({ basicAuth: { username: 'user', password: 'pass' } });
      const request = signedRequest();
      const outcome = await receive({ ...request, headers: { ...request.headers, authorization } });
      expect(reasonOf(outcome)).toBe('missing_credentials');
      expectBareProblem(outcome, 401, 'Unauthorized');
      expect(outcome.reply.headers['www-authenticate']).toBe('Basic realm="status callbacks", charset="UTF-8"');
    },
  );

  it.each(['user:pasS', 'usar:pass', 'user:pass:', 'user:pas', 'user', ':', 'pass:user'])(
    'with the credentials %s is rejected',
    async (credentials) => {
      const { receive, events } = observedReceiver({ basicAuth: { username: 'user', password: 'pass' } });
      const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
      const request = signedRequest();
      const outcome = await receive({ ...request, headers: { ...request.headers, authorization } });
      expect(reasonOf(outcome)).toBe('wrong_credentials');
      expect(events).toEqual([]);
    },
  );

  it('by the URL alone does not carry a form, and its fields reach nobody', async () => {
    const { 'x-signalwire-signature': signature } = signedDelivery({ signingKey, url, method: 'GET' }).headers;
    const overUrl = signedDelivery({ signingKey, url, method: 'GET' });
    const { receive, events, kept } = observedReceiver();
    const outcome = await receive({
      ...signedRequest(),
      url: overUrl.url,
      headers: { 'content-type': formType, 'x-signalwire-signature': signature },
    });
    expect(reasonOf(outcome)).toBe('wrong_signature');
    expect([events, kept]).toEqual([[], []]);
  });

  it('cannot turn a signed JSON document into a form by its label', async () => {
    const body = '&MessageSid=m&MessageStatus=delivered&AccountSid=p&From=%2B1&To=%2B2&x=';
    const request = signedRequest({ dialect: 'platform', body });
    const { receive, events } = observedReceiver();
    const outcome = await receive({ ...request, headers: { ...request.headers, 'content-type': formType } });
    expect(outcome).toMatchObject({ kind: 'accepted', event: { dialect: 'platform', body } });
    expect(events).toHaveLength(1);
  });
});

describe('what is turned away before it is read', () => {
  it.each(['PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'GET', 'post', '', 'CANARY'])(
    'the method %s: 405 with Allow',
    async (method) => {
      const { receive } = observedReceiver();
      const outcome = await receive(signedRequest({}, { method }));
      expectBareProblem(outcome, 405, 'Method Not Allowed');
      expect(outcome.reply.headers.allow).toBe('POST');
      const getToo = await observedReceiver({ allowGet: true }).receive(signedRequest({}, { method: 'PUT' }));
      expect(getToo.reply.headers.allow).toBe('GET, POST');
    },
  );

  it.each(['gzip', 'br', 'GZIP', 'deflate, gzip', 'identity, gzip', 'x'])(
    'the content encoding %s: 415',
    async (encoding) => {
      const request = signedRequest();
      const outcome = await observedReceiver().receive({
        ...request,
        headers: { ...request.headers, 'content-encoding': encoding },
      });
      expect(reasonOf(outcome)).toBe('unsupported_content_encoding');
      expectBareProblem(outcome, 415, 'Unsupported Media Type');
      expect(outcome.reply.headers['accept-encoding']).toBe('identity');
    },
  );

  it.each(['identity', 'Identity', ''])('but not the content encoding %j', async (encoding) => {
    const request = signedRequest();
    const outcome = await observedReceiver().receive({
      ...request,
      headers: { ...request.headers, 'content-encoding': encoding },
    });
    expect(outcome.kind).toBe('accepted');
  });

  it('another media type: 415, naming those that are taken', async () => {
    const request = signedRequest();
    const outcome = await observedReceiver().receive({
      ...request,
      headers: { ...request.headers, 'content-type': 'text/plain' },
    });
    expect(reasonOf(outcome)).toBe('unsupported_media_type');
    expectBareProblem(outcome, 415, 'Unsupported Media Type');
    expect(outcome.reply.headers.accept).toBe('application/json, application/x-www-form-urlencoded');
  });

  it('a body over the limit, by what it is and by what it is said to be: 413', async () => {
    const request = signedRequest({ body: 'x'.repeat(1_000) });
    const { receive, receiver, events } = observedReceiver({ maxBodyBytes: 1_000 });
    const outcome = await receive(request);
    expect(reasonOf(outcome)).toBe('body_too_large');
    expectBareProblem(outcome, 413, 'Payload Too Large');
    const headers = { ...request.headers, 'content-length': '1001' };
    const readBody = vi.fn(() => new Uint8Array());
    expect(reasonOf(await receiver.receiveFrom({ ...request, headers }, readBody))).toBe('body_too_large');
    expect(readBody).not.toHaveBeenCalled();
    expect(events).toEqual([]);
  });

  it('takes a body of exactly the limit', async () => {
    const request = signedRequest();
    const { receive } = observedReceiver({ maxBodyBytes: request.rawBody.length });
    expect((await receive(request)).kind).toBe('accepted');
  });

  it('a form of more fields than any callback has: 413', async () => {
    const { receive } = observedReceiver();
    const fields = { many: Array.from({ length: 1_000 }, String) };
    const outcome = await receive(signedRequest({ fields }));
    expect(reasonOf(outcome)).toBe('too_many_fields');
    expectBareProblem(outcome, 413, 'Payload Too Large');
  });

  it.each([
    ['body_too_large', 413, 'Payload Too Large'],
    ['body_incomplete', 400, 'Bad Request'],
    ['body_timeout', 408, 'Request Timeout'],
  ] as const)('a body of which the host says %s: %i', async (reason, status, title) => {
    const { receiver, outcomes } = observedReceiver();
    const outcome = await receiver.receiveFrom(signedRequest(), () => reason);
    expect(reasonOf(outcome)).toBe(reason);
    expectBareProblem(outcome, status, title);
    expect(outcomes).toEqual([outcome]);
  });

  it('and the failure of a host to read goes back to the host', async () => {
    const { receiver, outcomes } = observedReceiver();
    const error = new Error('gone');
    await expect(receiver.receiveFrom(signedRequest(), () => Promise.reject(error))).rejects.toBe(error);
    expect(outcomes).toEqual([]);
  });
});
