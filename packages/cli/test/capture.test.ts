import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CapturedRequest, urlOf } from '../src/capture/captured-request.ts';
import { parseCapture } from '../src/capture/parse-capture.ts';

function capture(text: string | Buffer): CapturedRequest {
  return parseCapture(Buffer.from(text));
}

describe('raw HTTP', () => {
  test('with the line ends of the wire, and those of an editor', () => {
    const lines = ['POST /hooks?a=1 HTTP/1.1', 'Host: example.com', 'Content-Length: 3', '', 'a=b'];
    for (const [end, surplus] of [
      ['\r\n', ''],
      ['\n', '\n'],
      ['\r\n', '\r\n'],
    ] as const) {
      expect(capture(lines.join(end) + surplus)).toEqual({
        method: 'POST',
        url: '/hooks?a=1',
        headers: { host: 'example.com', 'content-length': '3' },
        rawBody: Buffer.from('a=b'),
      });
    }
  });

  test('keeps every byte of the body', () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(bytes, (body) => {
        const head = `POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ${body.length}\r\n\r\n`;
        expect([...capture(Buffer.concat([Buffer.from(head), body])).rawBody]).toEqual([...body]);
      }),
    );
  });

  test('puts a chunked body together, whatever its pieces', () => {
    const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 8 });
    fc.assert(
      fc.property(pieces, (chunks) => {
        const framed = [...chunks, new Uint8Array()].map((chunk) =>
          Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
        );
        const head = Buffer.from('POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n');
        expect(capture(Buffer.concat([head, ...framed])).rawBody.equals(Buffer.concat(chunks))).toBe(true);
      }),
    );
  });

  test('keeps a body that a tool has put together already', () => {
    expect(capture('POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{"id":"1"}').rawBody.toString()).toBe(
      '{"id":"1"}',
    );
  });

  test('takes a body of which nobody told the length', () => {
    expect(capture('POST / HTTP/1.1\nHost: h\n\n{"id":"1"}\n').rawBody.toString()).toBe('{"id":"1"}');
  });

  test('keeps what is more than Content-Length tells, unless it is white space', () => {
    expect(capture('POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nabcd').rawBody.toString()).toBe('abcd');
  });
});

describe('curl', () => {
  test.for([
    [
      'as ngrok exports it',
      `curl -X POST 'https://abc.ngrok.app/cb?x=a%20b' -H 'Content-Type: application/json' -H 'X-SignalWire-Signature: 0a' -d '{"id":"it'\\''s"}'`,
      '{"id":"it\'s"}',
    ],
    [
      'as Chrome copies it',
      `curl 'https://abc.ngrok.app/cb?x=a%20b' \\\n  -H 'content-type: application/json' \\\n  -H 'x-signalwire-signature: 0a' \\\n  --data-raw $'{"id":"it\\'s \\u00e9"}' \\\n  --compressed`,
      '{"id":"it\'s é"}',
    ],
    [
      'in double quotes',
      `curl --request POST "https://abc.ngrok.app/cb?x=a%20b" --header "content-type: application/json" -H "x-signalwire-signature: 0a" --data "{\\"id\\":\\"1\\"}"`,
      '{"id":"1"}',
    ],
    [
      'with its URL last, and with unknown options',
      `curl --http1.1 -sS -m 5 -o /dev/null --json '{"id":"1"}' -H 'x-signalwire-signature: 0a' https://abc.ngrok.app/cb?x=a%20b`,
      '{"id":"1"}',
    ],
  ] as const)('%s', ([, command, body]) => {
    const { method, url, headers, rawBody } = capture(command);
    expect({ method, url, body: rawBody.toString() }).toEqual({
      method: 'POST',
      url: 'https://abc.ngrok.app/cb?x=a%20b',
      body,
    });
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-signalwire-signature': '0a' });
  });

  test('joins forms as curl does, and tells their type', () => {
    const { headers, rawBody } = capture(`curl https://h/ -d From=%2B1 --data-urlencode 'Body=a b&c' -u user:pass`);
    expect(rawBody.toString()).toBe('From=%2B1&Body=a%20b%26c');
    expect(headers).toEqual({
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${btoa('user:pass')}`,
    });
  });

  test('puts them into the query with -G', () => {
    expect(capture(`curl -G https://h/cb -d a=1 -d b=2`)).toMatchObject({ method: 'GET', url: 'https://h/cb?a=1&b=2' });
  });

  test.for([
    ['a body that is elsewhere', 'curl https://h/ -d @body.json', /body\.json/],
    ['a multipart form', 'curl https://h/ -F a=b', /multipart/],
    ['no URL', 'curl -X POST', /names no URL/],
    ['an open quotation', "curl 'https://h/", /quotation mark/],
  ] as const)('refuses %s', ([, command, text]) => {
    expect(() => capture(command)).toThrow(text);
  });
});

describe('JSON', () => {
  const request = { method: 'POST', url: 'https://h/cb', headers: { 'X-A': 'b' }, body: 'a=1' };
  const har = {
    log: {
      entries: [
        { request: { method: 'GET', url: 'https://h/', headers: [] } },
        {
          request: {
            method: 'POST',
            url: 'https://h/cb',
            headers: [
              { name: 'X-SignalWire-Signature', value: '0a' },
              { name: ':path', value: '/' },
            ],
            postData: { text: 'a=1' },
          },
        },
      ],
    },
  };
  test.for([
    ['a request', request, { 'x-a': 'b' }],
    [
      'a line of listen',
      { status: 403, request: { ...request, body: undefined, bodyBase64: btoa('a=1') } },
      { 'x-a': 'b' },
    ],
    ['HAR: the request with a signature', har, { 'x-signalwire-signature': '0a' }],
  ] as const)('%s', ([, value, headers]) => {
    expect(capture(JSON.stringify(value, null, 2))).toEqual({
      method: 'POST',
      url: 'https://h/cb',
      headers,
      rawBody: Buffer.from('a=1'),
    });
  });

  test.for([
    ['a body that was parsed', { ...request, body: { id: 1 } }, /bytes, which were signed, are gone/],
    ['no URL', { headers: {}, body: '' }, /at least url/],
  ] as const)('refuses %s', ([, value, text]) => {
    expect(() => capture(JSON.stringify(value))).toThrow(text);
  });
});

test('whatever is none of these is refused with a text, never otherwise', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.string().map((text) => `curl ${text}`),
    fc.string().map((text) => `{${text}`),
  );
  fc.assert(
    fc.property(anything, (text) => {
      try {
        capture(text);
      } catch (error) {
        expect((error as Error).name).toBe('CommandFailure');
      }
    }),
  );
});

describe('the URL to check against', () => {
  const at = (url: string, headers: Record<string, string> = {}, method = 'POST'): CapturedRequest => ({
    method,
    url,
    headers,
    rawBody: Buffer.alloc(0),
  });
  test.for([
    ['https by default', at('/cb?x=1', { host: 'example.com' }), undefined, 'https://example.com/cb?x=1'],
    ['http on this machine', at('/cb', { host: 'localhost:3000' }), undefined, 'http://localhost:3000/cb'],
    [
      'as a proxy tells',
      at('/cb', { host: 'example.com', 'x-forwarded-proto': 'http' }),
      undefined,
      'http://example.com/cb',
    ],
    [
      'https on a host that only begins like this machine',
      at('/cb', { host: 'localhost.example.com' }),
      undefined,
      'https://localhost.example.com/cb',
    ],
    [
      'https on a host that only begins like loopback',
      at('/cb', { host: '127.example.com:80' }),
      undefined,
      'https://127.example.com:80/cb',
    ],
    ['http on loopback', at('/cb', { host: '127.0.0.1:3000' }), undefined, 'http://127.0.0.1:3000/cb'],
    [
      'as several proxies tell, the nearest to the sender first',
      at('/cb?x=%20', { host: 'localhost:3000', 'x-forwarded-proto': 'https, http' }),
      undefined,
      'https://localhost:3000/cb?x=%20',
    ],
    ['of an absolute target', at('http://example.com/cb'), undefined, 'http://example.com/cb'],
    [
      'as given, with the query as it came',
      at('/x?b=%20', { host: 'h' }),
      'https://example.com/cb',
      'https://example.com/cb?b=%20',
    ],
    [
      'as given, with its own query',
      at('/x?b=1', { host: 'h' }),
      'https://example.com/cb?a=1',
      'https://example.com/cb?a=1',
    ],
    [
      'as given, for GET',
      at('/x?a=1&From=2', { host: 'h' }, 'GET'),
      'https://example.com/cb?a=1',
      'https://example.com/cb?a=1&From=2',
    ],
  ] as const)('%s', ([, captured, given, url]) => {
    expect(urlOf(captured, given)).toBe(url);
  });
});
