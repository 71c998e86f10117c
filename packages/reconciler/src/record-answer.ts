import { type StatusEvent, StatusWireError } from '@statuswire/contracts';
import type { AppendResult, Ledger } from '@statuswire/ledger';

/**
 * Records what SignalWire answered; `null` where no store takes it, as the ledger then says with any error but one of its own.
 * The same answer would come again and again, and must not break off round after round. Rejects where the ledger cannot
 * record at all.
 */
export async function recordAnswer(ledger: Pick<Ledger, 'record'>, event: StatusEvent): Promise<AppendResult | null> {
  try {
    return await ledger.record(event);
  } catch (error) {
    if (error instanceof StatusWireError && error.code !== 'STATUSWIRE_INVALID_OPTIONS') throw error;
    return null;
  }
}
