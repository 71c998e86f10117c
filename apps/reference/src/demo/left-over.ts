import type { Ledger } from '@statuswire/ledger';
import type { DemoProject } from './projects.ts';

const minuteMs = 60_000;

// SignalWire's pages say that these two fields are always there; its own sample has neither.
const leftOver = [
  { messageId: 'b1a7d0c2-55e1-4c0e-9d57-2f6f00000001', minutesAgo: 64, status: 'delivered', to: '+13035550161' },
  { messageId: 'b1a7d0c2-55e1-4c0e-9d57-2f6f00000002', minutesAgo: 41, status: 'delivered', to: '+15125550174' },
] as const;

/**
 * Puts into quarantine what an earlier version of this app might have left there, so that "try again" has something that it
 * can fix: callbacks that were signed, and that a reader which took the documentation at its word would not read. No sandbox
 * can send them: what is unreadable when it comes is unreadable to the same reader a moment later.
 */
export async function quarantineLeftOvers(
  ledger: Pick<Ledger, 'quarantine'>,
  { projects, now }: { readonly projects: readonly DemoProject[]; readonly now: Date },
): Promise<void> {
  for (const [index, { messageId, minutesAgo, status, to }] of leftOver.entries()) {
    const receivedAt = new Date(now.getTime() - minutesAgo * minuteMs);
    const callback = {
      id: messageId,
      project_id: projects[index % projects.length]?.projectId,
      status,
      to,
      from: '+12065550143',
      body: 'Your parcel is out for delivery and arrives between 2 and 4 pm.',
      number_of_segments: 1,
      timestamp: new Date(receivedAt.getTime() - 1_500).toISOString(),
    };
    await ledger.quarantine({
      receivedAt: receivedAt.toISOString(),
      reason: 'invalid_payload',
      message: 'error_code and error_message are missing. Kept by an earlier version (made up, like all of the demo).',
      rawBody: new TextEncoder().encode(JSON.stringify(callback)),
      contentType: 'application/json',
    });
  }
}
