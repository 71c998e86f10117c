import { createHmac } from 'node:crypto';

// Signed here by hand, from the rules alone: a fault that signing and verifying shared would not show otherwise.

/** The key that programs are given. */
export const signingKey = 'PSKconsumer0123456789';

/** The address that programs say they were given to SignalWire with. */
export const publicUrl = 'https://status.example/callbacks/status';

/** A request to a status callback endpoint. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A callback of the compatibility dialect: a form, signed over its sorted fields (scheme B). */
export function compatibilityDelivery(status: string): Delivery {
  const fields = {
    AccountSid: 'ea108133-d6b3-407c-9536-9fad8a929a6a',
    From: '+15551234567',
    MessageSid: '0a059168-ead0-41af-9d1f-343dae832527',
    MessageStatus: status,
    To: '+15557654321',
  };
  const signed = publicUrl + Object.entries(fields).flat().join('');
  return {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-signalwire-signature': createHmac('sha1', signingKey).update(signed).digest('base64'),
    },
    body: new URLSearchParams(fields).toString(),
  };
}

/** A callback of the platform dialect: JSON, signed over its bytes (scheme A). */
export function platformDelivery(status: string): Delivery {
  const body = JSON.stringify({
    id: 'b3877c40-da60-4998-90ad-b792e98472ed',
    project_id: 'ea108133-d6b3-407c-9536-9fad8a929a6a',
    status,
    from: '+15551234567',
    to: '+15557654321',
    body: 'Grüße 👋',
    number_of_segments: 1,
    timestamp: '2026-11-21T10:00:00Z',
  });
  return {
    headers: {
      'content-type': 'application/json',
      'x-signalwire-signature': createHmac('sha1', signingKey)
        .update(publicUrl + body)
        .digest('hex'),
    },
    body,
  };
}

/** The same delivery with another body than was signed. */
export function tampered(delivery: Delivery): Delivery {
  return { ...delivery, body: delivery.body.replace('delivered', 'undelivered') };
}
