import type { Configuration } from '../config.ts';
import { isLoopbackAuthority } from './loopback.ts';

/**
 * What somebody should know whose callbacks come from outside while no credentials are asked for; `null` where all is well. It
 * is no fault: whatever passes callbacks on may well pass on nothing else. But where it passes on everything, as nginx does unless
 * it is told otherwise, with a `Host` of loopback and no header of its own, nothing tells its requests from this machine's.
 */
export function openDoorWarning({ publicUrl, access }: Pick<Configuration, 'publicUrl' | 'access'>): string | null {
  if (publicUrl === null || access.credentials !== null) return null;
  if (isLoopbackAuthority(new URL(publicUrl).hostname)) return null;
  return (
    'PUBLIC_URL is reached from outside and no ACCESS_CREDENTIALS are set: a proxy or tunnel that passes on more than ' +
    'callbacks may show texts and numbers to everybody. Let it pass on that one path alone, or set them, such as ' +
    'ACCESS_CREDENTIALS="me:$(openssl rand -base64 24):read+check+replay".'
  );
}
