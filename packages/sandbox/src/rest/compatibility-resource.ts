import type { MessageResource } from '@statuswire/contracts';
import { errorMessage } from '../callback/callback-body.ts';
import type { SandboxMessage } from '../message/message.ts';
import { rfc2822 } from '../message/message-time.ts';

/** Where the compatibility API's messages of a project are. */
export function compatibilityPath(projectId: string): string {
  return `/api/laml/2010-04-01/Accounts/${encodeURIComponent(projectId)}/Messages`;
}

/** A message as the compatibility API answers it. Source: docs/dialects.md. */
export function compatibilityResource(message: SandboxMessage): MessageResource {
  const uri = `${compatibilityPath(message.projectId)}/${message.id}`;
  return {
    account_sid: message.projectId,
    api_version: '2010-04-01',
    body: message.body,
    num_segments: message.segments,
    num_media: message.media.length,
    date_created: rfc2822(message.createdAt),
    date_sent: message.sentAt === null ? null : rfc2822(message.sentAt),
    date_updated: rfc2822(message.updatedAt),
    direction: message.direction,
    error_code: message.errorCode,
    error_message: errorMessage(message.errorCode),
    from: message.from,
    // The shortest digits that stand for a number are those of the decimal it was made from: exact on the wire.
    price: message.price === null ? null : Number(message.price),
    price_unit: 'USD',
    sid: message.id,
    status: message.status,
    to: message.to,
    messaging_service_sid: message.messagingServiceSid,
    uri,
    subresource_uris: { media: `${uri}/Media` },
  };
}
