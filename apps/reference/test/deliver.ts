import { type SignedDeliveryOptions, signedDelivery } from '@statuswire/receiver/testing';
import { live, signingKey } from './live-settings.ts';

/** Posts a signed callback to an app that expects real ones. */
export async function deliver(url: string, options: Partial<SignedDeliveryOptions> = {}): Promise<Response> {
  const { method, headers, body } = signedDelivery({ signingKey, url: live.PUBLIC_URL, ...options });
  return await fetch(`${url}/callbacks/status`, { method, headers, body });
}
