import type { Buffer } from 'node:buffer';
import type { CallbackOutcome, SignatureDiagnosis } from '@statuswire/receiver';
import type { SendResult } from '../http/send-request.ts';

/** One request that `listen` took, and everything that became of it. */
export interface Received {
  /** Our clock. */
  readonly at: Date;
  readonly method: string;
  /** As the sender addressed it. */
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly rawBody: Buffer;
  readonly outcome: CallbackOutcome;
  /** Whether the same fact had come before. */
  readonly repeated: boolean;
  /** Why its signature does not match; `null` where it does, or where that is not what was wrong. */
  readonly diagnosis: SignatureDiagnosis | null;
  /** What the application said to whom it was forwarded; `null` where it was not. */
  readonly forwarded: SendResult | null;
  /** What the sender was answered. */
  readonly status: number;
}
