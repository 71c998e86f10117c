import { eventKey } from '@statuswire/contracts';

/** What tells one message from another: ids are unique within a project only. */
export interface MessageIdentity {
  readonly projectId: string;
  readonly messageId: string;
}

const placeholder = 'queued::';

/**
 * One string per message, for maps and unique indexes: plain ASCII, so that every store compares it alike, and at most
 * 2,551 characters. It is the part that the keys of all events of one message share.
 */
export function messageKey({ projectId, messageId }: MessageIdentity): string {
  return factPrefix('platform', { projectId, messageId }).slice('platform:'.length, -1);
}

/** What every event key of this dialect and message begins with. */
export function factPrefix(dialect: 'compatibility' | 'platform', { projectId, messageId }: MessageIdentity): string {
  const key = eventKey({
    dialect,
    projectId,
    messageId,
    status: 'queued',
    providerStatus: 'queued',
    error: null,
    occurredAt: null,
  });
  return key.slice(0, -placeholder.length);
}
