import { gzipSync } from 'node:zlib';
import { signCallback } from '@statuswire/receiver';
import type { SignedDelivery } from '@statuswire/receiver/testing';
import { type DoctorCheck, refusedOrCut, turnedDown, unbroken } from './check.ts';
import type { Probe } from './probe.ts';

/** Far beyond any callback: SignalWire's have a few kilobytes. */
const oversizeBytes = 2 * 1024 * 1024;

type Body = string | Uint8Array;

function signed(
  probe: Probe,
  signingKey: string,
  body: Body,
  headers: Readonly<Record<string, string>>,
): SignedDelivery {
  const signature = signCallback({ signingKey, url: probe.signedUrl, body, scheme: 'raw_body' });
  return { ...probe.delivery(), headers: { ...headers, ...signature }, body: '' };
}

/** What an endpoint must not break at; `signingKey` is the right one. */
export function inputChecks(signingKey: string): readonly DoctorCheck[] {
  const json = { 'content-type': 'application/json' };
  return [
    {
      id: 'refuses_oversized',
      title: 'refuses bodies of 2 MiB, with and without a length',
      fix: 'Limit the body (256 KiB is plenty), also where no Content-Length announces it: 413.',
      run: async (probe) => {
        const form = probe.delivery({ body: 'x'.repeat(oversizeBytes) });
        const platform = probe.delivery({ dialect: 'platform', body: 'x'.repeat(oversizeBytes) });
        return refusedOrCut({
          form: await probe.send(form),
          JSON: await probe.send(platform),
          'without a length': await probe.send(platform, { chunked: true }),
        });
      },
    },
    {
      id: 'survives_malformed',
      title: 'survives bodies that cannot be read',
      fix: 'Answer 422, or keep it aside and answer 200. A 5xx only makes SignalWire send the same again.',
      run: async (probe) => {
        const bodies: Readonly<Record<string, Body>> = {
          'broken JSON': '{"id":',
          'JSON that is no object': '[1,2,3]',
          'JSON null': 'null',
          'nothing at all': '',
          'no UTF-8': new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
          'deep nesting': `{"id":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
        };
        const results: Parameters<typeof unbroken>[0] = Object.fromEntries(
          await Promise.all(
            Object.entries(bodies).map(async ([name, body]) => [
              name,
              await probe.send(signed(probe, signingKey, body, json), { body }),
            ]),
          ),
        );
        const form = { 'content-type': 'application/x-www-form-urlencoded' };
        const escapes = 'MessageSid=%ZZ&MessageStatus=%';
        return unbroken({
          ...results,
          'a broken form': await probe.send(signed(probe, signingKey, escapes, form), { body: escapes }),
        });
      },
    },
    {
      id: 'survives_compressed',
      title: 'survives compressed bodies',
      fix: 'Answer 415 to a Content-Encoding: SignalWire compresses nothing, and unpacking lets a small body grow large.',
      run: async (probe) => {
        const body = gzipSync(probe.delivery({ dialect: 'platform' }).body);
        const delivery = signed(probe, signingKey, body, { ...json, 'content-encoding': 'gzip' });
        const broken = signed(probe, signingKey, 'no gzip', { ...json, 'content-encoding': 'gzip' });
        return unbroken({
          gzip: await probe.send(delivery, { body }),
          'what is no gzip': await probe.send(broken, { body: 'no gzip' }),
        });
      },
    },
    {
      id: 'survives_media_types',
      title: 'survives other media types',
      fix: 'Answer 415 to a media type that no callback has.',
      run: async (probe) => {
        const body = probe.delivery().body;
        const send = (type: string) => {
          const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
          return probe.send(signed(probe, signingKey, body, headers), { body });
        };
        return unbroken({
          'text/plain': await send('text/plain'),
          none: await send(''),
          'multipart without a boundary': await send('multipart/form-data'),
          'an unknown charset': await send('application/json; charset=klingon'),
        });
      },
    },
    {
      id: 'refuses_methods',
      title: 'turns other methods down',
      fix: 'Answer 405 with Allow: POST (or 404) to any other method.',
      run: async (probe) => {
        const bare = { ...probe.delivery(), headers: {}, body: '' };
        return turnedDown({
          GET: await probe.send(bare, { method: 'GET' }),
          PUT: await probe.send(probe.delivery(), { method: 'PUT' }),
          DELETE: await probe.send(bare, { method: 'DELETE' }),
        });
      },
    },
  ];
}
