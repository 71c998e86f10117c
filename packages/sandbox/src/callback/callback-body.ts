import { explainErrorCode } from '@statuswire/contracts';
import type { SandboxMessage } from '../message/message.ts';
import { isoSeconds } from '../message/message-time.ts';
import type { Fact } from './fact.ts';

/** How compatibility callbacks travel. */
export type CompatibilityEncoding = 'form' | 'json';

/** A body as it will be sent. */
export interface CallbackBody {
  readonly contentType: 'application/x-www-form-urlencoded' | 'application/json';
  readonly text: string;
}

/** SignalWire's words for an error code; `null` where it has none. */
export function errorMessage(code: string | null): string | null {
  if (code === null) return null;
  const explained = explainErrorCode(code);
  return explained.known ? explained.meaning : null;
}

function compatibilityFields(message: SandboxMessage, fact: Fact): Record<string, string> {
  return {
    MessageSid: message.id,
    SmsSid: message.id,
    AccountSid: message.projectId,
    ApiVersion: '2010-04-01',
    MessageStatus: fact.word,
    SmsStatus: fact.word,
    From: message.from,
    To: message.to,
    Body: message.body,
    NumMedia: String(message.media.length),
    NumSegments: String(message.segments),
    ...(fact.errorCode === null ? {} : { ErrorCode: fact.errorCode }),
  };
}

function platformFields(message: SandboxMessage, fact: Fact): Record<string, unknown> {
  return {
    id: message.id,
    project_id: message.projectId,
    status: fact.word,
    to: message.to,
    from: message.from,
    body: message.body,
    number_of_segments: message.segments,
    timestamp: isoSeconds(fact.at),
    error_code: fact.errorCode,
    error_message: errorMessage(fact.errorCode),
    ...(message.customVariables === null ? {} : { custom_variables: message.customVariables }),
  };
}

/** Writes a fact as a callback of the dialect that the message was created with. Source: docs/dialects.md. */
export function callbackBody(
  message: SandboxMessage,
  fact: Fact,
  options: { readonly encoding: CompatibilityEncoding; readonly newFields: Readonly<Record<string, string>> },
): CallbackBody {
  if (message.dialect === 'platform') {
    const fields = { ...platformFields(message, fact), ...options.newFields };
    return { contentType: 'application/json', text: JSON.stringify(fields) };
  }
  const fields = { ...compatibilityFields(message, fact), ...options.newFields };
  if (options.encoding === 'json') return { contentType: 'application/json', text: JSON.stringify(fields) };
  return { contentType: 'application/x-www-form-urlencoded', text: new URLSearchParams(fields).toString() };
}
