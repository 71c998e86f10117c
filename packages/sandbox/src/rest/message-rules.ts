import { parseCallbackUrl } from '../callback/callback-url.ts';

/** Longest body of a message, in UTF-16 units. */
export const maxBodyLength = 1_600;

/** Most media that one message takes. */
export const maxMedia = 8;

/** Longest time that a message may wait in the queue, in seconds. */
export const maxValiditySeconds = 172_800;

/** Whether a text is an absolute http(s) URL. */
export function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** Whether a text is a URL that callbacks can go to. */
export function isCallbackUrl(text: string): boolean {
  return parseCallbackUrl(text) !== null;
}
