import { createHmac } from 'node:crypto';

/**
 * What SignalWire's `@signalwire/web-api` exports as `validateRequest`, as far as JSON bodies go. Written out here, as that
 * package brings a peer dependency on an older Node's types into every install.
 */
export function validateJsonToday(signingKey: string, header: string, url: string, rawBody: string): boolean {
  const hmac = createHmac('sha1', signingKey);
  hmac.update(`${url}${rawBody}`);
  return hmac.digest('hex') === header;
}
