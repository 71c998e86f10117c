import { type Dialect, eventKey, type MessageStatus, parseMessageStatus } from '@statuswire/contracts';
import type { SandboxMessage } from '../message/message.ts';
import { isoSeconds } from '../message/message-time.ts';

/** What one callback tells of one message. */
export interface Fact {
  /** SignalWire's own word, as it goes over the wire. */
  readonly word: string;
  readonly status: MessageStatus | 'unknown';
  readonly errorCode: string | null;
  /** When it happened: milliseconds since 1970, by the sandbox's clock. */
  readonly at: number;
  /**
   * The key of the event that it has to become in whoever receives it: made from what the sandbox means to tell, not from
   * what it sends, so that the two can be compared.
   */
  readonly key: string;
}

/** The word for a status on a callback: the compatibility API says `sending` where the platform says `initiated`. */
export function callbackWord(status: MessageStatus, dialect: Dialect): string {
  return status === 'initiated' && dialect === 'compatibility' ? 'sending' : status;
}

/** Puts a fact into the words of the message's dialect. */
export function createFact(
  message: SandboxMessage,
  told: { readonly word: string; readonly errorCode: string | null; readonly at: number },
): Fact {
  const { word, errorCode, at } = told;
  const status = parseMessageStatus(word);
  const key = eventKey({
    dialect: message.dialect,
    projectId: message.projectId,
    messageId: message.id,
    status,
    providerStatus: word,
    error: errorCode === null ? null : { code: errorCode, message: null },
    occurredAt: message.dialect === 'platform' ? new Date(isoSeconds(at)).toISOString() : null,
  });
  return { word, status, errorCode, at, key };
}
