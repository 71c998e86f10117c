import { type SignedDelivery, signedDelivery } from '@statuswire/receiver/testing';

/** The dialects whose callbacks are sent. */
export const dialects = ['compatibility', 'platform'] as const;

/** The dialect whose callbacks are sent. */
export type Dialect = (typeof dialects)[number];

/** The signing key of the measured project. */
export const signingKey = 'PSKbench1234567890abcdef';

/** The endpoint's URL as SignalWire would have been given it: behind a proxy, so never that of the loopback socket. */
export const publicUrl = 'https://hooks.example.com/callbacks/status';

/** The path of `publicUrl`, which is also where every server under test listens. */
export const callbackPath = new URL(publicUrl).pathname;

const statuses = ['queued', 'sent', 'delivered', 'undelivered', 'failed'] as const;

const texts = [
  'Your code is 481516. It expires in ten minutes.',
  'Hello World!',
  'Reminder: your appointment is on Tuesday at 9:30. Reply C to confirm, or call us & we will find another time.',
  'Grüße aus Köln 🚀',
] as const;

/** Callbacks as SignalWire sends them, each of another message, their statuses and texts varied. */
export function createDeliveries(dialect: Dialect, count: number): SignedDelivery[] {
  return Array.from({ length: count }, (_, index) => {
    const status = statuses[index % statuses.length] ?? 'sent';
    const failing = status === 'failed' || status === 'undelivered';
    return signedDelivery({
      signingKey,
      url: publicUrl,
      dialect,
      status,
      messageId: `b3877c40-da60-4998-90ad-${index.toString(16).padStart(12, '0')}`,
      body: texts[index % texts.length] ?? '',
      ...(failing ? { errorCode: '30003' } : {}),
      ...(failing && dialect === 'platform' ? { errorMessage: 'Unreachable destination handset' } : {}),
      ...(dialect === 'platform' ? { customVariables: { order: `A-${index}`, tenant: 'north' } } : {}),
    });
  });
}
