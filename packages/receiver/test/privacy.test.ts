import { describe, expect, it } from 'vitest';
import {
  type CallbackOutcome,
  createReceiver,
  explainSignature,
  type ReceiverOptions,
  signCallback,
} from '../src/index.ts';
import { signedDelivery } from '../src/testing/signed-delivery.ts';
import { formType, observedReceiver, requestOf, url } from './receiving.ts';

const key = 'PSK-CANARY-KEY';
const secrets = { signingKey: key, url, body: 'CANARY-TEXT', from: '+15550CANARY1', to: '+15550CANARY2' };
const authorization = `Basic ${Buffer.from('CANARY-USER:CANARY-PASSWORD').toString('base64')}`;

/** What an outcome says in words: the event and the error of a handler are the application's own. */
function wordsOf(outcome: CallbackOutcome): string {
  const { reply } = outcome;
  switch (outcome.kind) {
    case 'accepted':
    case 'unprocessable':
      return JSON.stringify({
        reply,
        verification: outcome.verification,
        ...('problem' in outcome ? { problem: outcome.problem } : {}),
      });
    case 'rejected':
      return JSON.stringify({ reply, reason: outcome.reason });
    case 'failed':
      return JSON.stringify({ reply }) + String(outcome.error);
  }
}

describe('no key, number, text or password stands in what the receiver says', () => {
  const signed = (options: Partial<Parameters<typeof signedDelivery>[0]> = {}) =>
    requestOf(signedDelivery({ ...secrets, sha256: true, ...options }));
  const resigned = (body: string, contentType: string) => ({
    method: 'POST',
    url,
    headers: { 'content-type': contentType, ...signCallback({ signingKey: key, url, body }) },
    rawBody: Buffer.from(body),
  });
  const requests = {
    accepted: signed(),
    'accepted by the platform': signed({ dialect: 'platform' }),
    'a wrong signature': { ...signed(), url: `${url}?changed` },
    'a malformed signature': { ...signed(), headers: { 'content-type': formType, 'x-signalwire-signature': 'CANARY' } },
    'an unreadable count': signed({ fields: { NumMedia: 'CANARY' } }),
    'an unreadable time': signed({ dialect: 'platform', timestamp: 'CANARY' }),
    'a status of the wrong type': resigned(
      '{"MessageSid":"CANARY","MessageStatus":["CANARY"],"AccountSid":{"CANARY":1}}',
      'application/json',
    ),
    'malformed JSON': resigned('{"CANARY', 'application/json'),
    'bytes that are not UTF-8': { ...resigned('', 'application/json'), rawBody: Uint8Array.of(0xff) },
    'fields that nobody knows': resigned('CANARY=CANARY', formType),
    'another method': { ...signed(), method: 'CANARY' },
    'another media type': { ...signed(), headers: { 'content-type': 'text/CANARY' } },
  };
  const settings: Record<string, Partial<ReceiverOptions>> = {
    'by default': {},
    'in report mode': { mode: 'report' },
    'without anybody who keeps things': { onUnprocessable: undefined as never },
    'with credentials': { basicAuth: { username: 'CANARY-USER', password: 'CANARY-PASSWORD' } },
    'with wrong credentials': { basicAuth: { username: 'CANARY-USER', password: 'CANARY-OTHER' } },
    'with a look-up that finds nothing': { signingKeys: () => null },
    'with a look-up that finds a blank key': { signingKeys: () => [key, ' '] },
    'past the deadline': { deadlineMs: 10, onEvent: () => new Promise(() => {}) },
    'with a publicUrl of no use': { publicUrl: () => 7 as never },
  };

  it.each(Object.keys(settings))('%s', async (setting) => {
    const { receive } = observedReceiver({ signingKeys: key, ...settings[setting] });
    for (const [what, request] of Object.entries(requests)) {
      const headers = { ...request.headers, authorization };
      expect(wordsOf(await receive({ ...request, headers })), what).not.toContain('CANARY');
    }
  });

  it('nor in an explanation', () => {
    for (const request of Object.values(requests)) {
      const headers = { ...request.headers, authorization };
      const explanation = JSON.stringify(explainSignature({ ...request, headers, signingKeys: [key, `${key}2`] }));
      expect(explanation).not.toContain('CANARY-PASSWORD');
      expect(explanation).not.toContain('CANARY-KEY');
      expect(explanation).not.toContain('CANARY-TEXT');
    }
  });

  it('nor in an error about options', () => {
    const options = {
      signingKeys: [key, 7],
      publicUrl: 'CANARY',
      basicAuth: { username: 'CANARY:', password: 'CANARY' },
      mode: 'CANARY',
      maxBodyBytes: 'CANARY',
      signingKey: key,
    };
    expect(() => createReceiver(options as never)).toThrow(/^(?!.*CANARY)/s);
  });
});
