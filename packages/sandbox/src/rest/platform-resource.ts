import type { MessageLog, PlatformMessage } from '@statuswire/contracts';
import { errorMessage } from '../callback/callback-body.ts';
import type { SandboxMessage } from '../message/message.ts';
import { isoSeconds } from '../message/message-time.ts';
import { compatibilityPath } from './compatibility-resource.ts';

const logsPath = '/api/messaging/logs';

function direction(message: SandboxMessage): 'inbound' | 'outbound' {
  return message.direction === 'inbound' ? 'inbound' : 'outbound';
}

/** A message as the platform answers it when it is created or redacted. Source: docs/dialects.md. */
export function platformMessage(message: SandboxMessage): PlatformMessage {
  return {
    id: message.id,
    from: message.from,
    to: message.to,
    body: message.body,
    status: message.status,
    direction: direction(message),
    kind: message.kind,
    media: [...message.media],
    number_of_segments: message.segments,
    error_code: message.errorCode,
    error_message: errorMessage(message.errorCode),
    created_at: isoSeconds(message.createdAt),
    project_id: message.projectId,
    status_callback_url: message.statusCallback,
    message_uri: `${logsPath}/${message.id}`,
  };
}

/** A message as the platform's logs have it. `origin`: the sandbox's own URL. */
export function messageLog(message: SandboxMessage, origin: string): MessageLog {
  const laml = message.dialect === 'compatibility';
  const charge = Number(message.price ?? 0);
  const description = `${message.direction === 'inbound' ? 'Inbound' : 'Outbound'} ${message.kind.toUpperCase()}`;
  return {
    id: message.id,
    from: message.from,
    to: message.to,
    status: message.status,
    direction: direction(message),
    kind: message.kind,
    source: laml ? 'laml' : 'realtime_api',
    type: laml ? 'laml_message' : 'relay_message',
    url: laml ? `${origin}${compatibilityPath(message.projectId)}/${message.id}` : null,
    number_of_segments: message.segments,
    charge,
    charge_details: message.price === null ? [] : [{ description, charge }],
    created_at: isoSeconds(message.createdAt),
    error_code: message.errorCode,
    error_message: errorMessage(message.errorCode),
  };
}
