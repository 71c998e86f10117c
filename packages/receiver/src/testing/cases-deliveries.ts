import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { signCallback } from '../sign-callback.ts';
import { assertAcknowledged, theEvent, trying } from './expectations.ts';
import { inPieces } from './http-client.ts';
import { type SignedDelivery, signedDelivery } from './signed-delivery.ts';
import { conformanceCase, signingKey } from './trial.ts';

const compatibilityForm =
  'MessageSid=m-1&AccountSid=p-1&MessageStatus=sent&From=%2B15551234567&To=%2B15557654321&Body=';

/** A delivery whose body stands as it is written here, signed as its media type asks. */
function verbatim(url: string, type: 'form' | 'json', body: string): SignedDelivery {
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': type === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
      ...signCallback({ signingKey, url, body, scheme: type === 'json' ? 'raw_body' : 'form_fields' }),
    },
    body,
  };
}

/** What arrives, in both dialects, comes out as what was sent. */
export const deliveryCases = [
  conformanceCase('takes a compatibility callback and answers <Response/> as text/xml', async (trial) => {
    const host = await trial.start();
    const reply = await host.deliver(
      signedDelivery({ signingKey, url: host.url, messageId: 'm-1', status: 'undelivered', errorCode: '30003' }),
    );
    assertAcknowledged(reply, 'compatibility');
    const { dialect, messageId, status, error } = theEvent(host);
    assert.deepEqual(
      { dialect, messageId, status, code: error?.code },
      { dialect: 'compatibility', messageId: 'm-1', status: 'undelivered', code: '30003' },
    );
  }),

  conformanceCase('takes a platform callback and answers {} as JSON', async (trial) => {
    const host = await trial.start();
    const customVariables = { order: 'A 7' };
    const reply = await host.deliver(
      signedDelivery({ signingKey, url: host.url, dialect: 'platform', messageId: 'm-2', customVariables }),
    );
    assertAcknowledged(reply, 'platform');
    const { dialect, messageId, status, ...event } = theEvent(host);
    assert.deepEqual(
      { dialect, messageId, status, customVariables: event.customVariables },
      { dialect: 'platform', messageId: 'm-2', status: 'delivered', customVariables },
    );
  }),

  conformanceCase('takes compatibility fields in a JSON body for what they are', async (trial) => {
    const host = await trial.start();
    const reply = await host.deliver(signedDelivery({ signingKey, url: host.url, encoding: 'json' }));
    assertAcknowledged(reply, 'compatibility');
    assert.equal(theEvent(host).dialect, 'compatibility');
  }),

  conformanceCase('verifies the bytes as they came, not as a parser would write them again', async (trial) => {
    const host = await trial.start();
    const body = `  {"status" : "sent",\n\t"id":"\\u006d-3", "project_id": "p-1", "from":"+1555", "to":"+1556",\r\n"number_of_segments": 1.0, "body":"caf\\u00e9 \\/ é", "body_2":1e2 }\n`;
    assertAcknowledged(await host.deliver(verbatim(host.url, 'json', body)), 'platform');
    const { messageId, body: text } = theEvent(host);
    assert.deepEqual({ messageId, text }, { messageId: 'm-3', text: 'café / é' });
  }),

  conformanceCase(
    'hands every header on: the alias of the signature header, and the SHA-256 header alone',
    async (trial) => {
      const host = await trial.start();
      const signed = signedDelivery({ signingKey, url: host.url, dialect: 'platform', sha256: true });
      const {
        'x-signalwire-signature': signature = '',
        'x-signalwire-sha256-signature': sha256 = '',
        ...headers
      } = signed.headers;
      for (const own of [{ 'x-twilio-signature': signature }, { 'x-signalwire-sha256-signature': sha256 }]) {
        await trying(Object.keys(own).join(), async () =>
          assertAcknowledged(await host.deliver({ ...signed, headers: { ...headers, ...own } }), 'platform'),
        );
      }
    },
  ),

  conformanceCase('keeps a space, a plus sign and %2B apart', async (trial) => {
    const host = await trial.start();
    const reply = await host.deliver(verbatim(host.url, 'form', `${compatibilityForm}a+b%20c%2Bd%252B`));
    assertAcknowledged(reply, 'compatibility');
    const { body, from } = theEvent(host);
    assert.deepEqual({ body, from }, { body: 'a b c+d%2B', from: '+15551234567' });
  }),

  conformanceCase('keeps an emoji that arrives in several chunks', async (trial) => {
    const host = await trial.start();
    const text = 'on the way 🚚 👩‍🚀';
    const json = `{"id":"m","project_id":"p","status":"sent","from":"","to":"","body":"${text}"}`;
    for (const [type, written, cutAt] of [
      ['json', json, '🚚'],
      ['form', `${compatibilityForm}${text}`, '🚚'],
      ['form', `${compatibilityForm}${encodeURIComponent(text)}`, '%9F'],
    ] as const) {
      for (const chunked of [false, true]) {
        const bytes = Buffer.from(written);
        const at = bytes.indexOf(cutAt);
        const delivery = verbatim(host.url, type, written);
        const length = chunked ? {} : { 'content-length': String(bytes.length) };
        const body = inPieces(bytes, [at + 1, at + 2], 10);
        await trying(`${type}, ${chunked ? 'chunked' : 'with content-length'}`, async () => {
          const dialect = type === 'json' ? 'platform' : 'compatibility';
          assertAcknowledged(await host.deliver(delivery, { body, headers: length }), dialect);
          assert.equal(host.events.at(-1)?.body, text);
        });
      }
    }
  }),

  conformanceCase('keeps every value of a repeated name, in the order of submission', async (trial) => {
    const host = await trial.start();
    const MediaUrl = ['https://example.com/b', 'https://example.com/a', 'https://example.com/b'];
    const reply = await host.deliver(signedDelivery({ signingKey, url: host.url, fields: { MediaUrl } }));
    assertAcknowledged(reply, 'compatibility');
    assert.deepEqual(theEvent(host).extra.MediaUrl, MediaUrl);
  }),

  conformanceCase('keeps bracketed and dotted names as they stand', async (trial) => {
    const host = await trial.start();
    const fields = { 'Tag[colour]': 'red', 'Tag[]': ['1', '2'], 'Tag.size': '7', 'List[0]': 'x' };
    const reply = await host.deliver(signedDelivery({ signingKey, url: host.url, fields }));
    assertAcknowledged(reply, 'compatibility');
    assert.deepEqual(theEvent(host).extra, fields);
  }),

  conformanceCase('takes a field called __proto__ for a field like any other', async (trial) => {
    const host = await trial.start();
    const json = '{"id":"m","project_id":"p","status":"sent","from":"","to":"","__proto__":"x"}';
    for (const [type, body, dialect] of [
      ['form', `${compatibilityForm}&__proto__=x`, 'compatibility'],
      ['json', json, 'platform'],
    ] as const) {
      await trying(type, async () => {
        assertAcknowledged(await host.deliver(verbatim(host.url, type, body)), dialect);
        const kept = Object.getOwnPropertyDescriptor(host.events.at(-1)?.extra ?? {}, '__proto__');
        assert.equal(kept?.value, 'x');
      });
    }
  }),

  conformanceCase('takes a second signing key while one is being replaced', async (trial) => {
    const keys = [signingKey, 'PSK-the-next-one'];
    const host = await trial.start({ options: { signingKeys: keys } });
    for (const key of keys) {
      await trying(key, async () =>
        assertAcknowledged(await host.deliver(signedDelivery({ signingKey: key, url: host.url })), 'compatibility'),
      );
    }
    assert.equal(host.events.length, 2);
  }),
] as const;
