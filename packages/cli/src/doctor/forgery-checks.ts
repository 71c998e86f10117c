import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { signatureHeaders } from '@statuswire/receiver';
import type { SignedDelivery } from '@statuswire/receiver/testing';
import { mostAnswerBytes, type SendResult } from '../http/send-request.ts';
import { type DoctorCheck, type Finding, refused, told } from './check.ts';
import type { Probe } from './probe.ts';

function withSignature({ headers, ...delivery }: SignedDelivery, value: string | null): SignedDelivery {
  const { [signatureHeaders.signature]: _, ...others } = headers;
  return { ...delivery, headers: value === null ? others : { ...others, [signatureHeaders.signature]: value } };
}

function unsigned(probe: Probe, dialect: 'compatibility' | 'platform'): Promise<SendResult> {
  return probe.send(withSignature(probe.delivery({ dialect }), null));
}

function tampered(probe: Probe, dialect: 'compatibility' | 'platform'): Promise<SendResult> {
  const delivery = probe.delivery({ dialect, status: 'sent' });
  return probe.send(delivery, { body: delivery.body.replace('sent', 'read') });
}

// As an HMAC with an empty key is: several SDKs take it, and anybody can make it.
function signedWithEmptyKey(probe: Probe): SignedDelivery {
  const delivery = probe.delivery({ dialect: 'platform' });
  return withSignature(delivery, createHmac('sha1', '').update(probe.signedUrl).update(delivery.body).digest('hex'));
}

function signedByUrlAlone(probe: Probe, signingKey: string, dialect: 'compatibility' | 'platform'): SignedDelivery {
  const signature = createHmac('sha1', signingKey).update(probe.signedUrl).digest('base64');
  return withSignature(probe.delivery({ dialect }), signature);
}

const tells = /signature|hmac|digest|sha-?1|sha-?256|signing|secret|mismatch/i;

// Times and request ids differ from answer to answer and tell nothing.
function text(result: SendResult): string {
  if (result.kind !== 'answered') return result.reason;
  const body = result.body.subarray(0, mostAnswerBytes).toString('utf8');
  return `${result.status} ${body.replace(/[0-9a-f]{8,}(?:-[0-9a-f]+)*|\d+/gi, '#')}`;
}

function silence(results: Readonly<Record<string, SendResult>>): Finding {
  const talkative = Object.entries(results).find(([, result]) => tells.test(text(result)));
  if (talkative !== undefined) return { verdict: 'fail', seen: `${talkative[0]}: the answer speaks of the signature` };
  const [first, ...others] = Object.entries(results);
  const different = others.find(([, result]) => first !== undefined && text(result) !== text(first[1]));
  if (first === undefined || different === undefined) return { verdict: 'pass', seen: 'every answer is the same' };
  return {
    verdict: 'fail',
    seen: `the answers to ${first[0]} (${told(first[1])}) and to ${different[0]} (${told(different[1])}) differ`,
  };
}

/** What an endpoint must refuse; `signingKey` is the right one. */
export function forgeryChecks(signingKey: string): readonly DoctorCheck[] {
  return [
    {
      id: 'refuses_unsigned',
      title: 'refuses what carries no signature',
      fix: 'Answer 403 where the signature is missing: anybody could report messages as delivered.',
      run: async (probe) =>
        refused({ form: await unsigned(probe, 'compatibility'), JSON: await unsigned(probe, 'platform') }),
    },
    {
      id: 'refuses_tampered',
      title: 'refuses a body that was changed',
      fix: 'Compute the signature over the body that came and compare it, all of it: a header that is there proves nothing.',
      run: async (probe) =>
        refused({ form: await tampered(probe, 'compatibility'), JSON: await tampered(probe, 'platform') }),
    },
    {
      id: 'refuses_other_key',
      title: 'refuses the signature of another key',
      fix: 'Check against the signing key of your own project only.',
      run: async (probe) => {
        const other = 'PSK-of-the-doctor-not-yours';
        return refused({
          form: await probe.send(probe.delivery({ signingKey: other })),
          JSON: await probe.send(probe.delivery({ signingKey: other, dialect: 'platform' })),
        });
      },
    },
    {
      id: 'refuses_other_url',
      title: 'refuses what was signed for another URL',
      fix: 'Let the URL be part of what is checked: what was signed for one endpoint must not be taken at another.',
      run: async (probe) =>
        refused({ '': await probe.send(probe.delivery({ url: 'https://elsewhere.example/other' })) }),
    },
    {
      id: 'refuses_empty_key',
      title: 'refuses a signature that was made with an empty key',
      fix: 'Refuse to start without a signing key: with an empty one anybody can sign.',
      run: async (probe) => refused({ '': await probe.send(signedWithEmptyKey(probe)) }),
    },
    {
      id: 'refuses_url_only',
      title: 'refuses a signature that covers the URL alone',
      fix: 'Never take a signature over the URL alone for a request with a body. Some SDKs do: it lets any body through.',
      run: async (probe) =>
        refused({
          form: await probe.send(signedByUrlAlone(probe, signingKey, 'compatibility')),
          JSON: await probe.send(signedByUrlAlone(probe, signingKey, 'platform')),
        }),
    },
    {
      id: 'refuses_garbage',
      title: 'refuses signatures that are none, or only begin like the right one',
      fix: 'Treat a signature that cannot be read as a wrong one, and compare all of it: length first, then every byte.',
      run: async (probe) => {
        const delivery = probe.delivery({ dialect: 'platform' });
        const right = delivery.headers[signatureHeaders.signature] ?? '';
        const values = {
          empty: '',
          'half of the right one': right.slice(0, right.length / 2),
          'the right one but for its end': `${right.slice(0, -1)}${right.endsWith('0') ? '1' : '0'}`,
          'more than the right one': `${right}0`,
          short: 'abc',
          'of another length': '0'.repeat(64),
          'not ASCII': Buffer.from('é'.repeat(20)).toString('latin1'),
        };
        const results: Record<string, SendResult> = {};
        for (const [name, value] of Object.entries(values)) {
          results[name] = await probe.send(withSignature(delivery, value));
        }
        return refused(results);
      },
    },
    {
      id: 'stays_silent',
      title: 'stays silent about why it refuses',
      fix: 'Give one and the same answer to every forgery, without a reason: each hint helps the next try. Log the reason instead.',
      run: async (probe) =>
        silence({
          'no signature': await unsigned(probe, 'platform'),
          'a changed body': await tampered(probe, 'platform'),
          'another key': await probe.send(
            probe.delivery({ signingKey: 'PSK-of-the-doctor-not-yours', dialect: 'platform' }),
          ),
          'garbage in its place': await probe.send(withSignature(probe.delivery({ dialect: 'platform' }), 'abc')),
        }),
    },
  ];
}
