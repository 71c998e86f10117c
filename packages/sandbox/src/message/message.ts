import type { Dialect, MessageStatus } from '@statuswire/contracts';
import type { Decimal } from './price.ts';
import type { TextEncoding } from './segments.ts';

/** One step in the life of a message. */
export interface Transition {
  readonly status: MessageStatus;
  /** Milliseconds since 1970, by the sandbox's clock. */
  readonly at: number;
  /** The code from SignalWire's catalogue, where the step is a failure. */
  readonly errorCode: string | null;
}

/** A message as the sandbox knows it to be: the truth, whatever its callbacks said. */
export interface SandboxMessage {
  readonly id: string;
  /** How many messages there were before it. */
  readonly index: number;
  readonly projectId: string;
  /** Which of the two APIs created it; its callbacks speak the same. */
  readonly dialect: Dialect;
  readonly direction: 'inbound' | 'outbound-api';
  readonly kind: 'sms' | 'mms';
  readonly from: string;
  readonly to: string;
  /** Empty after redaction. */
  readonly body: string;
  readonly media: readonly string[];
  readonly encoding: TextEncoding;
  readonly segments: number;
  readonly status: MessageStatus;
  readonly errorCode: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** `null` until the carrier took it. */
  readonly sentAt: number | null;
  /** `null` until billed, and for good where there is no charge. */
  readonly price: Decimal | null;
  readonly maxPrice: Decimal | null;
  readonly validitySeconds: number;
  readonly messagingServiceSid: string | null;
  readonly statusCallback: string | null;
  readonly customVariables: Readonly<Record<string, string>> | null;
  readonly deletedAt: number | null;
  /** Every step so far, in order. */
  readonly life: readonly Transition[];
}

/** What a request says of a message to be; the rest follows from it. */
export type MessageRequest = Pick<
  SandboxMessage,
  'projectId' | 'dialect' | 'direction' | 'from' | 'to' | 'body' | 'media' | 'statusCallback'
> & {
  readonly sendAsMms?: boolean;
  readonly maxPrice?: Decimal | null;
  readonly validitySeconds?: number;
  readonly messagingServiceSid?: string | null;
  readonly customVariables?: Readonly<Record<string, string>> | null;
};
