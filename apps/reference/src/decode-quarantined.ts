import { randomBytes } from 'node:crypto';
import type { NormalizeResult } from '@statuswire/contracts';
import type { QuarantinedDelivery } from '@statuswire/ledger';
import { createReceiver, signCallback } from '@statuswire/receiver';

/** Reads a quarantined delivery as a receiver reads one that has just come. */
export type DecodeQuarantined = (delivery: QuarantinedDelivery) => Promise<NormalizeResult>;

const url = 'https://quarantine.invalid/';
/** Whatever was let in once is read again, whichever limit held then: the most that a receiver can be told to take. */
const maxBodyBytes = 64 * 1024 * 1024;

/**
 * Makes what reads quarantined deliveries. Their signatures were checked when they came, and the headers that held them are
 * gone; so each is signed anew with a key that nobody knows, and goes the way that all callbacks go.
 */
export function createDecodeQuarantined(): DecodeQuarantined {
  const signingKey = randomBytes(20).toString('hex');
  const receiver = createReceiver({ signingKeys: signingKey, publicUrl: url, maxBodyBytes });
  return async ({ rawBody, contentType, receivedAt }) => {
    const signature = signCallback({ signingKey, url, body: rawBody, scheme: 'raw_body' });
    const headers = { 'content-type': contentType, ...signature };
    const outcome = await receiver.receive({ method: 'POST', url, headers, rawBody });
    switch (outcome.kind) {
      case 'accepted':
        // The first sight stays the first.
        return { ok: true, event: { ...outcome.event, receivedAt } };
      case 'unprocessable':
        return { ok: false, problem: outcome.problem };
      case 'rejected':
        return {
          ok: false,
          problem: { code: 'undecodable_body', message: `Turned away: ${outcome.reason}.`, issues: [] },
        };
      case 'failed':
        throw outcome.error;
    }
  };
}
