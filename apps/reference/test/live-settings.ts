/** Settings of an app that expects callbacks on one machine, so that it takes no credentials; the key and the URL that a test then signs with. */
export const live = {
  PUBLIC_URL: 'https://localhost/callbacks/status',
  SIGNALWIRE_SIGNING_KEY: 'PSK-new-key,PSK-old-key',
} as const;

/** The first of the two keys. */
export const signingKey = 'PSK-new-key';
