import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { CallbackOutcome, PublicUrlFunction } from '../src/index.ts';
import { createRequestUrl, queryOf } from '../src/request-url.ts';
import { type ObservedReceiver, observedReceiver, reasonOf, signedRequest } from './receiving.ts';

type Options = Parameters<typeof observedReceiver>[0];

/** Sends what SignalWire would send to a URL it was given, and that arrived at the server by another. */
async function deliver(
  to: ObservedReceiver,
  given: string,
  arrived: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<CallbackOutcome> {
  const request = signedRequest({ url: given }, { url: arrived });
  return to.receive({ ...request, headers: { ...request.headers, ...headers } });
}

async function spellingOf(options: Options, given: string, arrived: string, headers = {}): Promise<string> {
  const outcome = await deliver(observedReceiver(options), given, arrived, headers);
  if (outcome.kind !== 'accepted' || outcome.verification.status !== 'verified')
    throw new Error(JSON.stringify(outcome.reply));
  return outcome.verification.urlSpelling;
}

describe('publicUrl', () => {
  it.each([
    ['https://example.com/a', 'https://example.com/a', '/a'],
    ['https://example.com/a', 'https://example.com/a', 'http://10.0.0.1:8080/elsewhere'],
    ['https://example.com/a', 'https://example.com/a?x=%20+&y', '/b?x=%20+&y'],
    ['https://example.com/a', 'https://example.com/a?', '/b?'],
    ['https://example.com/a', 'https://example.com/a??', '/b??'],
    ['https://example.com/a#rt=5000', 'https://example.com/a?x=1', '/b?x=1'],
    ['https://example.com/a?tenant=1', 'https://example.com/a?tenant=1', '/b'],
    ['https://example.com/a?tenant=1', 'https://example.com/a?tenant=1', '/b?other=2'],
    ['https://example.com/a?', 'https://example.com/a?', '/b?other=2'],
    ['https://example.com', 'https://example.com?x', '/?x'],
    ['https://user:p%40ss@example.com/a', 'https://user:p%40ss@example.com/a?x', '/a?x'],
  ])('%s stands for %s, whatever arrives (%s)', async (publicUrl, given, arrived) => {
    expect(await spellingOf({ publicUrl }, given, arrived)).toMatch(/^(as given|without fragment)$/);
  });

  it('binds a delivery to this endpoint: one that was meant for another is rejected', async () => {
    const options = { publicUrl: 'https://example.com/a' };
    for (const given of [
      'https://example.com/b',
      'https://other.example/a',
      'https://example.com:8443/a',
      'http://example.com/a',
    ]) {
      expect(reasonOf(await deliver(observedReceiver(options), given, given, { host: 'other.example' }))).toBe(
        'wrong_signature',
      );
    }
  });

  it('is not got around by credentials that name another host', async () => {
    const given = 'https://other.example/?@example.com/a';
    const authorization = `Basic ${Buffer.from('other.example/?').toString('base64')}`;
    const receiver = observedReceiver({ publicUrl: 'https://example.com/a' });
    expect(reasonOf(await deliver(receiver, given, '/a', { authorization }))).toBe('wrong_signature');
  });

  it('finds credentials that stood in the URL and came as Basic authentication', async () => {
    const authorization = `Basic ${Buffer.from('user:p@ss/word').toString('base64')}`;
    const given = 'https://user:p%40ss%2Fword@example.com/a';
    expect(await spellingOf({ publicUrl: 'https://example.com/a' }, given, '/a', { authorization })).toBe(
      'with encoded credentials',
    );
    const plain = `Basic ${Buffer.from('user:pass').toString('base64')}`;
    expect(
      await spellingOf({ publicUrl: 'https://example.com/a' }, 'https://user:pass@example.com:443/a', '/a', {
        authorization: plain,
      }),
    ).toBe('with credentials, with :443');
  });

  it('may be a function of path and query, byte for byte', async () => {
    const publicUrl = vi.fn<PublicUrlFunction>(({ path, query }) => `https://example.com/prefix${path}?${query}`);
    const given = 'https://example.com/prefix/a/%2e//b?x=%20+&y=?';
    expect(await spellingOf({ publicUrl }, given, 'http://10.0.0.1/a/%2e//b?x=%20+&y=?')).toBe('as given');
    expect(publicUrl).toHaveBeenCalledExactlyOnceWith({ path: '/a/%2e//b', query: 'x=%20+&y=?' });
    publicUrl.mockReturnValue('https://example.com/');
    await deliver(observedReceiver({ publicUrl }), given, '/a');
    expect(publicUrl).toHaveBeenLastCalledWith({ path: '/a', query: '' });
  });
});

describe('without publicUrl', () => {
  it.each([
    ['https://example.com/a?x=%20+&y', 'https://example.com/a?x=%20+&y'],
    ['https://example.com/a?', 'https://example.com/a?'],
    ['http://example.com:8080', 'http://example.com:8080'],
  ])('the URL is the one that the server saw: %s', async (given, arrived) => {
    expect(await spellingOf({}, given, arrived)).toBe('as given');
  });

  it('the Host header completes a path', async () => {
    expect(await spellingOf({}, 'http://example.com:8080/a?b', '/a?b', { host: 'example.com:8080' })).toBe('as given');
    expect(reasonOf(await deliver(observedReceiver(), 'http://example.com/a', '/a'))).toBe('wrong_signature');
  });

  it('forwarded headers count for nothing, unless trustProxy says so', async () => {
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'example.com' };
    const arrived = 'http://10.0.0.1:8080/a?b';
    expect(reasonOf(await deliver(observedReceiver(), 'https://example.com/a?b', arrived, forwarded))).toBe(
      'wrong_signature',
    );
    expect(await spellingOf({ trustProxy: true }, 'https://example.com/a?b', arrived, forwarded)).toBe('as given');
  });

  it.each([
    [{ 'x-forwarded-proto': 'https' }, 'https://10.0.0.1:8080/a?'],
    [{ 'x-forwarded-host': 'example.com:8443' }, 'http://example.com:8443/a?'],
    [{ 'x-forwarded-proto': 'HTTPS, http', 'x-forwarded-host': ' example.com , inner' }, 'https://example.com/a?'],
    [{ 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'a/b?c' }, 'http://10.0.0.1:8080/a?'],
    [{ 'x-forwarded-proto': '', 'x-forwarded-host': ' ' }, 'http://10.0.0.1:8080/a?'],
    [{}, 'http://10.0.0.1:8080/a?'],
  ])('trustProxy reads %j', async (headers, given) => {
    expect(await spellingOf({ trustProxy: true }, given, 'http://10.0.0.1:8080/a?', headers)).toBe('as given');
  });
});

describe('the query string', () => {
  it.each([
    ['https://h/a?b=c#d?e', 'b=c'],
    ['/a?b?c', 'b?c'],
    ['/a#?b', ''],
    ['https://h?b', 'b'],
    ['?b', 'b'],
    ['', ''],
  ])('of %s is %j', (given, query) => {
    expect(queryOf(given)).toBe(query);
  });

  it('is found as it was written, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (query, fragment) => {
        fc.pre(!query.includes('#'));
        expect(queryOf(`https://h/p?${query}#${fragment}`)).toBe(query);
      }),
    );
  });
});

describe('a publicUrl function that tells no text', () => {
  it.each([
    ['a promise', async () => 'https://example.com/a', 'publicUrl returned a promise: it must return'],
    ['nothing', () => undefined, 'publicUrl returned a value of type undefined: it must return'],
  ])('%s: fails, naming the fix', async (_what, publicUrl, text) => {
    const { receive } = observedReceiver({ publicUrl: publicUrl as unknown as PublicUrlFunction });
    const outcome = await receive(signedRequest());
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'STATUSWIRE_INVALID_OPTIONS' } });
    expect(String((outcome as { error: unknown }).error)).toContain(text);
  });
});

describe('what a proxy tells of the scheme', () => {
  it.each([
    ['HTTPS', 'https://example.com/a'],
    [' http , https', 'http://example.com/a'],
    ['shttp', 'http://example.com/a'],
    ['https2', 'http://example.com/a'],
    ['', 'http://example.com/a'],
  ])('%j stands for %s', (told, url) => {
    const headers = { host: 'example.com', 'x-forwarded-proto': told };
    expect(createRequestUrl({ trustProxy: true })({ method: 'POST', url: '/a', headers })).toBe(url);
  });
});
