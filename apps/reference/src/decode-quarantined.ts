import { randomBytes } from 'node:crypto';
import type { NormalizeResult } from '@statuswire/contracts';
import type { QuarantinedDelivery } from '@statuswire/ledger';
import { createReceiver, signCallback } from '@statuswire/receiver';

/**
 * Reads a quarantined delivery as a receiver reads one that has just come. Its signature was checked then, and the headers
 * that held it are gone; so it is signed anew with a key that nobody knows, and goes the way that all callbacks go.
 */
export async function decodeQuarantined(delivery: QuarantinedDelivery): Promise<NormalizeResult> {
  const { rawBody, contentType, receivedAt } = delivery;
  const signingKey = randomBytes(20).toString('hex');
  const url = 'https://quarantine.invalid/';
  const receiver = createReceiver({
    signingKeys: signingKey,
    publicUrl: url,
    maxBodyBytes: Math.max(rawBody.byteLength, 1),
    // The first sight stays the first.
    now: () => new Date(receivedAt),
  });
  const signature = signCallback({ signingKey, url, body: rawBody, scheme: 'raw_body' });
  const headers = { 'content-type': contentType, ...signature };
  const outcome = await receiver.receive({ method: 'POST', url, headers, rawBody });
  switch (outcome.kind) {
    case 'accepted':
      return { ok: true, event: outcome.event };
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
}
