import { isIPv6 } from 'node:net';

/** Options of `createAttemptLimit`. */
export interface AttemptLimitOptions {
  /** Failures of one address that are let pass at once. @default 10 */
  readonly most?: number;
  /** Time after which one more is let pass, in milliseconds. @default 6,000 */
  readonly everyMs?: number;
  /** Most addresses that are remembered; those that failed longest ago are forgotten first. @default 10,000 */
  readonly maxAddresses?: number;
  readonly now: () => Date;
}

/** Slows down who guesses. */
export interface AttemptLimit {
  /** How long an address has to wait before it may try again, in milliseconds; 0 where it may now. */
  waitMs(address: string): number;
  /** Remembers that an address failed. */
  failed(address: string): void;
  readonly size: () => number;
}

/** Whose attempts count together: of IPv6 the network that one customer is given, as its addresses are free. */
export function attemptKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  const groups = [...first, ...Array<string>(Math.max(zeros, 0)).fill('0'), ...last];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/** Makes a limit. It holds one number for each address, and forgets those that have waited long enough. */
export function createAttemptLimit(options: AttemptLimitOptions): AttemptLimit {
  const { most = 10, everyMs = 6_000, maxAddresses = 10_000, now } = options;
  // When each address will have made up for its failures; the latest to fail stand last.
  const settledAt = new Map<string, number>();
  return {
    waitMs(address) {
      const owed = (settledAt.get(attemptKey(address)) ?? 0) - now().getTime();
      return Math.max(owed - (most - 1) * everyMs, 0);
    },
    failed(address) {
      const key = attemptKey(address);
      const at = now().getTime();
      const settled = Math.max(settledAt.get(key) ?? 0, at) + everyMs;
      settledAt.delete(key);
      settledAt.set(key, settled);
      for (const [oldest, until] of settledAt) {
        if (until > at && settledAt.size <= maxAddresses) break;
        settledAt.delete(oldest);
      }
    },
    size: () => settledAt.size,
  };
}
