/** Settings of an app that expects real callbacks; the key and the URL that a test then signs with. */
export const live = {
  PUBLIC_URL: 'https://example.com/callbacks/status',
  SIGNALWIRE_SIGNING_KEY: 'PSK-new-key,PSK-old-key',
} as const;

/** The first of the two keys. */
export const signingKey = 'PSK-new-key';
