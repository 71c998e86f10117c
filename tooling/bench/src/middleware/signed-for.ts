import { createHmac } from 'node:crypto';
import type { SignedDelivery } from '@statuswire/receiver/testing';
import { signingKey } from '../deliveries.ts';
import type { Contender } from './contenders.ts';

/** A delivery signed the way a contender knows: SignalWire's, but for two receivers of other senders. */
export function signedFor(contender: Contender, delivery: SignedDelivery): SignedDelivery {
  const { 'x-signalwire-signature': signature = '', ...headers } = delivery.headers;
  // An alias that SignalWire documents: the same value under the name that Twilio's middleware looks for.
  if (contender === 'twilio') return { ...delivery, headers: { ...headers, 'x-twilio-signature': signature } };
  if (contender !== 'octokit') return delivery;
  const hmac = createHmac('sha256', signingKey).update(delivery.body).digest('hex');
  return {
    ...delivery,
    headers: {
      ...headers,
      'x-hub-signature-256': `sha256=${hmac}`,
      'x-github-event': 'status',
      'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    },
  };
}
