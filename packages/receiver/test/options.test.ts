import { StatusWireError } from '@statuswire/contracts';
import { describe, expect, it } from 'vitest';
import { createReceiver, type ReceiverOptions } from '../src/index.ts';

const onEvent = () => {};

function textOf(options: unknown): string {
  try {
    createReceiver(options as ReceiverOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(StatusWireError);
    expect(error).toMatchObject({ code: 'STATUSWIRE_INVALID_OPTIONS' });
    return (error as Error).message;
  }
  throw new Error('The options were accepted');
}

function textWith(options: Record<string, unknown>): string {
  return textOf({ signingKeys: 'PSK', onEvent, ...options });
}

describe('options that cannot work are refused, with the fix', () => {
  it.each([
    [
      'missing',
      {},
      'signingKeys is missing: give the "Signing Key" of the project (API Credentials in the SignalWire dashboard).',
    ],
    ['undefined', { signingKeys: undefined }, 'signingKeys is missing: give the "Signing Key"'],
    ['null', { signingKeys: null }, 'signingKeys is missing: give the "Signing Key"'],
    [
      'empty',
      { signingKeys: '' },
      'signingKeys holds an empty or blank key, with which anyone could sign: give the "Signing Key"',
    ],
    ['blank', { signingKeys: ' \n' }, 'signingKeys holds an empty or blank key'],
    ['an empty list', { signingKeys: [] }, 'signingKeys is an empty list: give the "Signing Key"'],
    ['a list with a blank one', { signingKeys: ['CANARY', ''] }, 'signingKeys holds an empty or blank key'],
    ['no text', { signingKeys: { key: 'CANARY' } }, 'signingKeys must be a key or a list of keys, as text'],
    [
      'a list with no text',
      { signingKeys: ['CANARY', Buffer.from('CANARY')] },
      'signingKeys must be a key or a list of keys',
    ],
  ])('signingKeys: %s', (_what, options, text) => {
    const given = textOf(options);
    expect(given).toContain(text);
    expect(given).not.toContain('CANARY');
  });

  it.each([
    ['publicUrl', '/callbacks', "publicUrl must be the endpoint's absolute URL"],
    ['publicUrl', 'example.com/callbacks', 'publicUrl must be'],
    ['publicUrl', 'ftp://example.com/', 'publicUrl must be'],
    ['publicUrl', 'https:///callbacks', 'publicUrl must be'],
    ['publicUrl', 'https://example.com/a b', 'publicUrl must be'],
    ['publicUrl', '', 'publicUrl must be'],
    ['publicUrl', new URL('https://example.com/'), 'publicUrl must be'],
    ['trustProxy', 'true', 'trustProxy must be true or false'],
    ['trustProxy', 1, 'trustProxy must be true or false'],
    ['mode', 'warn', "mode must be 'enforce' or 'report'"],
    ['strictSha256', 'no', 'strictSha256 must be true or false'],
    ['allowGet', null, 'allowGet must be true or false'],
    ['basicAuth', 'user:pass', 'basicAuth must be { username, password }'],
    ['basicAuth', null, 'basicAuth must be'],
    ['basicAuth', { username: 'user', password: '' }, 'basicAuth must be'],
    ['basicAuth', { username: '', password: 'pass' }, 'basicAuth must be'],
    ['basicAuth', { username: 1, password: 'pass' }, 'basicAuth must be'],
    ['basicAuth', { username: 'user', password: 1 }, 'basicAuth must be'],
    ['basicAuth', { username: 'u', password: 'p', realm: 'r' }, 'basicAuth has only username and password'],
    ['publicUrl', 'see https://example.com/', 'publicUrl must be'],
    ['maxBodyBytes', 67_108_865, 'maxBodyBytes must be a whole number of bytes'],
    ['basicAuth', { username: 'us:er', password: 'pass' }, 'basicAuth must have a username without a colon'],
    ['maxBodyBytes', 0, 'maxBodyBytes must be a whole number of bytes from 1 to 67108864'],
    ['maxBodyBytes', '256kb', 'maxBodyBytes must be a whole number of bytes'],
    ['maxBodyBytes', Number.POSITIVE_INFINITY, 'maxBodyBytes must be a whole number of bytes'],
    ['deadlineMs', 0, 'deadlineMs must be a whole number of milliseconds from 1 to 60000'],
    ['deadlineMs', 4.5, 'deadlineMs must be a whole number of milliseconds'],
    ['deadlineMs', Number.NaN, 'deadlineMs must be a whole number of milliseconds'],
    ['onEvent', 'handler', 'onEvent must be a function'],
    ['onUnprocessable', {}, 'onUnprocessable must be a function'],
    ['onOutcome', true, 'onOutcome must be a function'],
    ['now', 0, 'now must be a function'],
  ])('%s: %j', (name, value, text) => {
    expect(textWith({ [name]: value })).toContain(text);
  });

  it.each([
    ['signingKey', 'signingKeys'],
    ['SigningKeys', 'signingKeys'],
    ['key', 'signingKeys'],
    ['publicURL', 'publicUrl'],
    ['url', 'publicUrl'],
    ['trustedProxy', 'trustProxy'],
    ['maxBodySize', 'maxBodyBytes'],
    ['deadline', 'deadlineMs'],
    ['onEvents', 'onEvent'],
    ['basicauth', 'basicAuth'],
    ['strict', 'strictSha256'],
  ])('an unknown one, such as %s: did you mean %s?', (name, meant) => {
    expect(textWith({ [name]: 'CANARY' })).toBe(`"${name}" is no option. Did you mean ${meant}?`);
  });

  it.each(['secret', '', '__proto__', 'constructor', 'toString', 'on'.repeat(3)])(
    'an unknown one of a name like none: %j',
    (name) => {
      const options = Object.defineProperty({ signingKeys: 'PSK', onEvent }, name, { value: 1, enumerable: true });
      expect(textOf(options)).toMatch(/ is no option\. The options are signingKeys, publicUrl, trustProxy, .*, now\.$/);
    },
  );

  it('all at once', () => {
    const text = textOf({ signingKey: 'x', deadlineMs: -1, mode: 'off' });
    expect(text).toContain('"signingKey" is no option. Did you mean signingKeys?');
    expect(text).toContain('signingKeys is missing');
    expect(text).toContain("mode must be 'enforce' or 'report'");
    expect(text).toContain('deadlineMs must be a whole number');
  });

  it('contradictions', () => {
    expect(textWith({ publicUrl: 'https://example.com/', trustProxy: true })).toBe(
      'publicUrl and trustProxy contradict each other: publicUrl already tells the URL. Remove trustProxy.',
    );
  });

  it.each([undefined, null, 'PSK', 42, [], [{ signingKeys: 'PSK' }], () => {}])('what is no object: %j', (options) => {
    expect(textOf(options)).toBe(
      'The options must be one object, such as { signingKeys: process.env.SIGNALWIRE_SIGNING_KEY, onEvent }.',
    );
  });

  it('a request in their place: the middleware was mounted without being called', () => {
    const context = Object.create({ method: 'POST', headers: {} });
    for (const request of [{ method: 'POST', headers: {}, url: '/' }, context]) {
      expect(textOf(request)).toBe(
        'statusCallbacks was mounted without being called: mount statusCallbacks({ signingKeys, onEvent }) instead.',
      );
    }
  });
});

describe('options that work are taken', () => {
  it.each([
    { signingKeys: 'PSK' },
    { signingKeys: ['PSK1', 'PSK2'] },
    { signingKeys: async () => 'PSK' },
    { signingKeys: async () => 'PSK', deadlineMs: 1_000 },
    { signingKeys: 'PSK', publicUrl: 'HTTPS://user:pass@[::1]:8443/a?b=c#rt=5000', onEvent },
    { signingKeys: 'PSK', publicUrl: () => 'https://example.com/' },
    { signingKeys: 'PSK', trustProxy: false, publicUrl: 'http://localhost:3000' },
    { signingKeys: 'PSK', onEvent: undefined, deadlineMs: undefined, publicUrl: undefined },
    { signingKeys: 'PSK', onEvent, deadlineMs: 60_000, maxBodyBytes: 1 },
    { signingKeys: 'PSK', basicAuth: { username: 'u', password: 'p:p' }, mode: 'report', onOutcome: () => {} },
  ])('%j', (options) => {
    const receiver = createReceiver(options as ReceiverOptions);
    expect(receiver.handlesEvents).toBe(options.onEvent !== undefined);
  });
});
