import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { setTimeout as wait } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { UnprocessableDelivery } from '../options.ts';
import { signCallback } from '../sign-callback.ts';
import {
  assertAcknowledged,
  assertBareProblem,
  assertNoEvent,
  assertProblem,
  theEvent,
  trying,
} from './expectations.ts';
import { type SignedDelivery, signedDelivery } from './signed-delivery.ts';
import { conformanceCase, mountPath, signingKey } from './trial.ts';

const maxBodyBytes = 2_048;
const form = 'application/x-www-form-urlencoded';
const json = 'application/json';

/** A genuine callback whose body is exactly so long. */
function padded(url: string, length: number): SignedDelivery {
  const { body, ...delivery } = signedDelivery({ signingKey, url, dialect: 'platform' });
  const longer = body.padEnd(length, ' ');
  return {
    ...delivery,
    body: longer,
    headers: { 'content-type': json, ...signCallback({ signingKey, url, body: longer }) },
  };
}

function posting(url: string, contentType: string, body: string): SignedDelivery {
  const scheme = contentType === form ? 'form_fields' : 'raw_body';
  const headers = { 'content-type': contentType, ...signCallback({ signingKey, url, body, scheme }) };
  return { method: 'POST', url, headers, body };
}

const unreadable = [
  ['truncated JSON', json, '{"id":"secret'],
  ['no JSON at all', json, 'secret'],
  ['a list', json, '["secret"]'],
  ['null', json, 'null'],
  ['another object', json, '{"secret":1}'],
  ['a field of the wrong type', json, '{"id":{"secret":1},"project_id":"p","status":"sent","from":"","to":""}'],
  ['another form', form, 'secret=1'],
] as const;

/** Bad input gets the answer that says whose fault it is, and nothing more. */
export const badInputCases = [
  conformanceCase('answers any other method by 405 with Allow', async (trial) => {
    const host = await trial.start();
    const delivery = signedDelivery({ signingKey, url: host.url });
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      await trying(method, async () => {
        const reply = await host.deliver(delivery, { method });
        assert.deepEqual([reply.status, reply.headers.allow], [405, 'POST']);
        if (method !== 'HEAD') assertBareProblem(reply, 405);
      });
    }
    assertNoEvent(host);
  }),

  conformanceCase('takes callbacks by GET with allowGet', async (trial) => {
    const host = await trial.start({ options: { allowGet: true } });
    const delivery = signedDelivery({ signingKey, url: `${host.url}?tenant=%7E1`, method: 'GET', messageId: 'by-get' });
    assertAcknowledged(await host.deliver(delivery), 'compatibility');
    assert.equal(theEvent(host).messageId, 'by-get');
    const tampered = delivery.url.replace('by-get', 'by-got');
    assertBareProblem(await host.deliver({ ...delivery, url: tampered }), 403);
    const reply = await host.deliver(delivery, { method: 'PUT' });
    assert.deepEqual([reply.status, reply.headers.allow], [405, 'GET, POST']);
    theEvent(host);
  }),

  conformanceCase('takes a body of exactly maxBodyBytes', async (trial) => {
    const host = await trial.start({ options: { maxBodyBytes } });
    for (const chunked of [false, true]) {
      await trying(chunked ? 'chunked' : 'with content-length', async () =>
        assertAcknowledged(await host.deliver(padded(host.url, maxBodyBytes), { chunked }), 'platform'),
      );
    }
  }),

  conformanceCase('answers 413 to a body over the limit', async (trial) => {
    const host = await trial.start({ options: { maxBodyBytes } });
    for (const length of [maxBodyBytes + 1, maxBodyBytes * 100]) {
      await trying(`${length} bytes`, async () => assertBareProblem(await host.deliver(padded(host.url, length)), 413));
    }
    assertNoEvent(host);
  }),

  conformanceCase('answers 413 where content-length tells it, before the body comes', async (trial) => {
    const host = await trial.start({ options: { maxBodyBytes } });
    async function* withheld(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{');
      await new Promise(() => {});
    }
    const headers = { 'content-length': String(maxBodyBytes + 1) };
    assertBareProblem(await host.deliver(padded(host.url, 0), { body: withheld(), headers }), 413);
  }),

  conformanceCase('answers 413 to a body over the limit that has no content-length', async (trial) => {
    const host = await trial.start({ options: { maxBodyBytes } });
    const reply = await host.deliver(padded(host.url, maxBodyBytes + 1), { chunked: true });
    assertBareProblem(reply, 413);
    assertNoEvent(host);
  }),

  conformanceCase('answers 413 to a body that never ends', async (trial) => {
    const host = await trial.start({ options: { maxBodyBytes } });
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        yield Buffer.alloc(512, 0x20);
        await wait(5);
      }
    }
    const reply = await host.deliver(padded(host.url, 0), { body: endless() });
    assertBareProblem(reply, 413);
  }),

  conformanceCase('answers 415 to a compressed body, and inflates nothing', async (trial) => {
    const host = await trial.start({ options: { maxBodyBytes } });
    const genuine = signedDelivery({ signingKey, url: host.url, dialect: 'platform' });
    const compressed = [
      ['gzip', gzipSync(genuine.body)],
      ['deflate', deflateSync(genuine.body)],
      ['br', brotliCompressSync(genuine.body)],
      ['GZIP', gzipSync(genuine.body)],
      ['gzip', gzipSync(padded(host.url, maxBodyBytes * 100).body)],
    ] as const;
    for (const [encoding, body] of compressed) {
      for (const signed of [genuine.body, body]) {
        const headers = { 'content-encoding': encoding, ...signCallback({ signingKey, url: host.url, body: signed }) };
        await trying(encoding, async () => assertBareProblem(await host.deliver(genuine, { headers, body }), 415));
      }
    }
    assertNoEvent(host);
  }),

  conformanceCase('answers 415 to a media type that no callback has', async (trial) => {
    const host = await trial.start();
    const genuine = signedDelivery({ signingKey, url: host.url, dialect: 'platform' });
    for (const contentType of [
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
      'application/json; charset=utf-16',
    ]) {
      await trying(contentType, async () =>
        assertBareProblem(await host.deliver(genuine, { headers: { 'content-type': contentType } }), 415),
      );
    }
    assertNoEvent(host);
  }),

  conformanceCase('answers 422 to a verified body that is no callback, without quoting it', async (trial) => {
    const host = await trial.start();
    for (const [what, contentType, body] of unreadable) {
      await trying(what, async () => {
        const reply = await host.deliver(posting(host.url, contentType, body));
        assert.notDeepEqual(assertProblem(reply, 422), {}, 'it says nothing of what is wrong');
        assert.doesNotMatch(reply.body, /secret/);
      });
    }
    assertNoEvent(host);
  }),

  conformanceCase(
    'answers 200 to a verified body that is no callback once onUnprocessable has kept it',
    async (trial) => {
      const kept: UnprocessableDelivery[] = [];
      async function onUnprocessable(delivery: UnprocessableDelivery): Promise<void> {
        await wait(30);
        kept.push(delivery);
      }
      const host = await trial.start({ options: { onUnprocessable } });
      for (const [index, [what, contentType, body]] of unreadable.entries()) {
        await trying(what, async () => {
          assert.equal((await host.deliver(posting(host.url, contentType, body))).status, 200);
          assert.equal(kept.length, index + 1);
          assert.equal(Buffer.from(kept[index]?.request.rawBody ?? []).toString(), body);
        });
      }
      assertNoEvent(host);
    },
  ),

  conformanceCase('rejects an unverified body that is no callback by 403, and keeps nothing of it', async (trial) => {
    const kept: UnprocessableDelivery[] = [];
    const host = await trial.start({ options: { onUnprocessable: (delivery) => kept.push(delivery) } });
    for (const [what, contentType, body] of unreadable) {
      const unsigned = { method: 'POST', url: host.url, headers: { 'content-type': contentType }, body } as const;
      await trying(what, async () => assertBareProblem(await host.deliver(unsigned), 403));
    }
    assert.equal(kept.length, 0);
    assertNoEvent(host);
  }),

  conformanceCase('answers no bad input by a 5xx, and outlives it', async (trial) => {
    const host = await trial.start({ options: { trustProxy: true, allowGet: true } });
    const bodies = [
      Buffer.from([0xff, 0xfe, 0x00, 0x80]),
      Buffer.from('%'),
      Buffer.from('MessageSid=%zz&MessageStatus=%ff&=&&='),
      Buffer.from('&'.repeat(10_000)),
      Buffer.from('['.repeat(100_000)),
      Buffer.from('{"a":'.repeat(30_000)),
      Buffer.from('{"id":"\\ud800","project_id":"p","status":"\\u0000","from":"","to":""}'),
      Buffer.from('{"__proto__":null,"id":null,"project_id":[],"status":{}}'),
      Buffer.from('-1e999'),
    ];
    for (const [index, body] of bodies.entries()) {
      for (const contentType of [json, form, '']) {
        const scheme = contentType === form ? 'form_fields' : 'raw_body';
        const signed = signCallback({ signingKey, url: host.url, body, scheme });
        for (const headers of [{}, signed]) {
          await trying(`body ${index} as "${contentType}"`, async () => {
            const delivery = { method: 'POST', url: host.url, headers: {}, body: '' } as const;
            const { status } = await host.deliver(delivery, {
              body,
              headers: { ...headers, 'content-type': contentType },
            });
            assert.ok(status < 500, `answered by ${status}`);
          });
        }
      }
    }
    const genuine = signedDelivery({ signingKey, url: host.url });
    for (const headers of [
      { 'x-signalwire-signature': '\u00ff' },
      { authorization: 'Basic ====' },
      { authorization: 'Basic \u00e9' },
      { 'content-type': ';;;=' },
      { 'x-forwarded-host': '://[', 'x-forwarded-proto': 'javascript' },
      { host: '' },
      { host: '[::' },
    ]) {
      await trying(JSON.stringify(headers), async () => {
        const { status } = await host.deliver(genuine, { headers });
        assert.ok(status < 500, `answered by ${status}`);
      });
    }
    await trying('a GET without fields', async () => {
      const { status } = await host.deliver(genuine, { method: 'GET', target: `${mountPath}?%`, body: '' });
      assert.equal(status, 403);
    });
    assertAcknowledged(await host.deliver(genuine), 'compatibility');
  }),
] as const;
