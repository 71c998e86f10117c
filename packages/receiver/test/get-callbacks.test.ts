import { describe, expect, it } from 'vitest';
import { signCallback } from '../src/index.ts';
import { signedDelivery } from '../src/testing/signed-delivery.ts';
import { observedReceiver, reasonOf, requestOf, signedRequest, signingKey, url, xmlReply } from './receiving.ts';

describe('a callback by GET', () => {
  const byGet = () => signedRequest({ method: 'GET' });

  it('is taken with allowGet alone', async () => {
    expect((await observedReceiver().receive(byGet())).reply.status).toBe(405);
    const { receive, events } = observedReceiver({ allowGet: true });
    expect(await receive(byGet())).toMatchObject({
      kind: 'accepted',
      reply: xmlReply,
      verification: { scheme: 'url_only' },
    });
    expect(events).toMatchObject([{ dialect: 'compatibility', status: 'delivered' }]);
    expect((await receive(signedRequest())).kind).toBe('accepted');
  });

  it('is rejected where its query was changed', async () => {
    const { receive, events } = observedReceiver({ allowGet: true });
    const request = byGet();
    for (const changed of [
      request.url.replace('delivered', 'failed'),
      `${request.url}&ErrorCode=30007`,
      request.url.replace('%2B', '%2b'),
    ]) {
      expect(reasonOf(await receive({ ...request, url: changed }))).toBe('wrong_signature');
    }
    expect(events).toEqual([]);
  });

  it('takes no field from behind a #, where nothing is signed', async () => {
    const { receive, events } = observedReceiver({ allowGet: true });
    const request = byGet();
    expect((await receive({ ...request, url: `${request.url}#&ErrorCode=30007` })).kind).toBe('accepted');
    expect(events).toMatchObject([{ error: null }]);
  });

  it('takes no field from a query that publicUrl leaves out, where nothing is signed', async () => {
    const { receive, events, kept } = observedReceiver({ allowGet: true, publicUrl: () => url });
    const { headers } = requestOf(signedDelivery({ signingKey, url, method: 'GET' }));
    const overBareUrl = { ...headers, ...signCallback({ signingKey, url }) };
    await receive({ ...byGet(), headers: overBareUrl });
    expect(events).toEqual([]);
    expect(kept).toMatchObject([{ verification: { scheme: 'url_only' }, problem: { code: 'unknown_dialect' } }]);
  });

  it('carries its fields behind the query that publicUrl was given with', async () => {
    const delivery = signedDelivery({ signingKey, url: `${url}?tenant=7`, method: 'GET' });
    const { receive, events } = observedReceiver({ allowGet: true, publicUrl: `${url}?tenant=7#rt=5000` });
    expect((await receive(requestOf(delivery, { url: delivery.url.replace('https://example.com', '') }))).kind).toBe(
      'accepted',
    );
    expect(events).toMatchObject([{ extra: { tenant: '7' } }]);
  });

  it('is rejected with a body that the signature does not cover', async () => {
    const { receive } = observedReceiver({ allowGet: true });
    expect(reasonOf(await receive({ ...byGet(), rawBody: Buffer.from('a=1') }))).toBe('wrong_signature');
  });
});
