import { assertInteger, StatusWireError } from '@statuswire/contracts';
import type { LedgerStore } from './ledger-store.ts';

/** Which watermark, and who wants it. */
export interface WatermarkOwner {
  /** 1 to 240 characters of ASCII without spaces. */
  readonly name: string;
  /** Distinct for each process. */
  readonly owner: string;
}

/**
 * Instants up to which a piece of work is done that several processes share: kept in the store, so that work goes on after a
 * restart where it ended, and leased, so that one process at a time does it.
 */
export interface Watermarks {
  /**
   * Takes or renews the lease on a watermark. `at` is `null` where it never was moved; the whole is `null` while the lease is
   * another owner's.
   */
  leaseWatermark(request: WatermarkOwner & { readonly leaseMs: number }): Promise<{ readonly at: Date | null } | null>;
  /** Moves a watermark, forward or back. Resolves `false`, changing nothing, where another owner has taken the lease. */
  moveWatermark(request: WatermarkOwner & { readonly at: Date }): Promise<boolean>;
  /** Gives the lease back, so that another owner need not wait for it to run out. */
  releaseWatermark(request: WatermarkOwner): Promise<void>;
}

/** Makes the watermarks of a store. They are consumer positions that stand for milliseconds since 1970. */
export function createWatermarks(store: LedgerStore, now: () => Date): Watermarks {
  return {
    async leaseWatermark({ name, owner, leaseMs }) {
      assertInteger('leaseMs', leaseMs, 1, 86_400_000);
      const at = now();
      const position = await store.leaseConsumer({
        name: positionName(name),
        owner,
        now: at.toISOString(),
        leaseUntil: new Date(at.getTime() + leaseMs).toISOString(),
        start: 'beginning',
      });
      if (position === null) return null;
      return { at: position.cursor === null ? null : new Date(Number(position.cursor)) };
    },
    async moveWatermark({ name, owner, at }) {
      const cursor = String(Math.max(at.getTime(), 0));
      return store.advanceConsumer({ name: positionName(name), owner, cursor, setAside: [] });
    },
    releaseWatermark: async ({ name, owner }) => store.releaseConsumer(positionName(name), owner),
  };
}

/** The space keeps it apart from every consumer's. */
function positionName(name: string): string {
  if (/^[!-~]{1,240}$/.test(name)) return `watermark ${name}`;
  throw new StatusWireError(
    'STATUSWIRE_INVALID_OPTIONS',
    'The name of a watermark must be 1 to 240 characters of ASCII without spaces.',
  );
}
