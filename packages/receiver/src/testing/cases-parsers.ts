import assert from 'node:assert/strict';
import { StatusWireError } from '@statuswire/contracts';
import { signCallback } from '../sign-callback.ts';
import type { AdapterBodyParser, ParserLeaves } from './adapter-subject.ts';
import { assertAcknowledged, assertBareProblem, assertNoEvent, theEvent, trying } from './expectations.ts';
import type { Reply } from './http-client.ts';
import { type SignedDeliveryOptions, signedDelivery } from './signed-delivery.ts';
import { conformanceCase, type Host, type HostSetup, needing, signingKey, type Trial } from './trial.ts';

const kinds = [
  { body: 'form', dialect: 'compatibility', encoding: 'form' },
  { body: 'json', dialect: 'compatibility', encoding: 'json' },
  { body: 'json', dialect: 'platform' },
] as const;

type Kind = (typeof kinds)[number];

function parsersOf({ subject: { name, parsers } }: Trial): readonly AdapterBodyParser[] {
  assert.ok(parsers.length > 0, `${name} lists no parser, and does not declare in "lacks" that it has none`);
  return parsers;
}

/** Runs a check for every parser and every kind of body of which this is left. */
async function forEachParser(
  trial: Trial,
  leaves: readonly ParserLeaves[],
  check: (start: (setup?: HostSetup) => Promise<Host>, kind: Kind) => Promise<void>,
): Promise<void> {
  for (const parser of parsersOf(trial)) {
    for (const kind of kinds) {
      if (!leaves.includes(parser[kind.body])) continue;
      await trying(`${parser.name}, ${kind.dialect} as ${kind.body}`, () =>
        check((setup) => trial.start({ ...setup, parser: parser.name }), kind),
      );
    }
  }
}

function deliveryOf(host: Host, { dialect, ...kind }: Kind, options: Partial<SignedDeliveryOptions> = {}) {
  const encoding = 'encoding' in kind ? { encoding: kind.encoding } : {};
  return signedDelivery({ signingKey, url: host.url, dialect, ...encoding, ...options });
}

/** The framework's error path has the error that names the fix, and answers with its status. */
function assertBodyAlreadyRead(host: Host, reply: Reply): void {
  assertNoEvent(host);
  assert.equal(reply.status, 500);
  const [error] = host.errors;
  assert.equal(host.errors.length, 1, `${host.errors.length} errors reached the framework's error path, not 1`);
  assert.ok(error instanceof StatusWireError, 'it was not the BodyAlreadyReadError that reached the error path');
  assert.equal(error.code, 'STATUSWIRE_BODY_ALREADY_READ');
  assert.match(error.message, /before the body parser/);
}

/** A body parser that ran first: the bytes are found where they were left, and their loss is told at once. */
export const parserCases = [
  conformanceCase(
    'takes callbacks behind a body parser that leaves their bytes, or a flat form',
    async (trial) => {
      const text = 'a+b & c=1 %2B 🚚';
      await forEachParser(trial, ['bytes', 'fields'], async (start, kind) => {
        const host = await start();
        const fields = kind.body === 'form' ? { fields: { MediaUrl0: ['2', '10', '2'], Empty: '' } } : {};
        const reply = await host.deliver(deliveryOf(host, kind, { body: text, ...fields }));
        assert.deepEqual(host.errors, []);
        assertAcknowledged(reply, kind.dialect);
        const event = theEvent(host);
        assert.equal(event.body, text);
        assert.deepEqual(event.extra, fields.fields ?? {});
        assert.equal(host.verifications[0]?.status, 'verified');
      });
    },
    needing('parsers'),
  ),

  conformanceCase(
    'rejects forgeries behind a body parser',
    async (trial) => {
      await forEachParser(trial, ['bytes', 'fields'], async (start, kind) => {
        const host = await start();
        const delivery = deliveryOf(host, kind);
        const tampered = { ...delivery, body: delivery.body.replace('delivered', 'deliverec') };
        assertBareProblem(await host.deliver(tampered), 403);
        const headers = { 'x-signalwire-signature': '' };
        assertBareProblem(await host.deliver(delivery, { headers }), 403);
        assertNoEvent(host);
      });
    },
    needing('parsers'),
  ),

  conformanceCase(
    'holds its own limit behind a body parser',
    async (trial) => {
      await forEachParser(trial, ['bytes', 'fields'], async (start, kind) => {
        const host = await start({ options: { maxBodyBytes: 2_048 } });
        const delivery = deliveryOf(host, kind, { body: 'x'.repeat(2_048) });
        assertBareProblem(await host.deliver(delivery, { chunked: true }), 413);
        assertNoEvent(host);
      });
    },
    needing('parsers'),
  ),

  conformanceCase(
    'takes requests without a body behind a body parser',
    async (trial) => {
      for (const { name } of parsersOf(trial)) {
        await trying(name, async () => {
          const host = await trial.start({ parser: name, options: { allowGet: true } });
          const delivery = signedDelivery({ signingKey, url: host.url, method: 'GET' });
          assertAcknowledged(await host.deliver(delivery), 'compatibility');
          theEvent(host);
          const headers = { 'content-type': 'application/json' };
          const empty = { method: 'POST', url: host.url, headers, body: '' } as const;
          assertBareProblem(await host.deliver(empty), 403);
          assertBareProblem(await host.deliver(empty, { chunked: true }), 403);
          assert.deepEqual(host.errors, []);
        });
      }
    },
    needing('parsers'),
  ),

  conformanceCase(
    'fails at once by a BodyAlreadyReadError where a body parser left nothing',
    async (trial) => {
      await forEachParser(trial, ['nothing'], async (start, kind) => {
        const signed = await start();
        assertBodyAlreadyRead(signed, await signed.deliver(deliveryOf(signed, kind)));
        const unsigned = await start();
        const headers = { 'x-signalwire-signature': '' };
        assertBodyAlreadyRead(unsigned, await unsigned.deliver(deliveryOf(unsigned, kind), { headers }));
      });
    },
    needing('parsers'),
  ),

  conformanceCase(
    'fails at once by a BodyAlreadyReadError where bytes were signed and only fields are left',
    async (trial) => {
      await forEachParser(trial, ['fields'], async (start, kind) => {
        const host = await start();
        const delivery = deliveryOf(host, kind);
        const headers = signCallback({ signingKey, url: host.url, body: delivery.body, scheme: 'raw_body' });
        assertBodyAlreadyRead(host, await host.deliver(delivery, { headers }));
      });
    },
    needing('parsers'),
  ),

  conformanceCase(
    'takes bracketed names behind a body parser as they stand, or fails at once where they were nested',
    async (trial) => {
      const fields = { 'Tag[colour]': 'red' };
      for (const leaves of ['bytes', 'fields'] as const) {
        await forEachParser(trial, [leaves], async (start, kind) => {
          if (kind.body !== 'form') return;
          const host = await start();
          const reply = await host.deliver(deliveryOf(host, kind, { fields }));
          if (leaves === 'fields' && reply.status !== 200) return assertBodyAlreadyRead(host, reply);
          assertAcknowledged(reply, kind.dialect);
          assert.deepEqual(theEvent(host).extra, fields);
        });
      }
    },
    needing('parsers'),
  ),
] as const;
