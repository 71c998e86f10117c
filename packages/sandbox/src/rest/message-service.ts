import type { SandboxClock } from '../clock/clock.ts';
import type { Lives } from '../message/lives.ts';
import type { MessageRequest, SandboxMessage } from '../message/message.ts';
import type { MessageStore } from '../message/message-store.ts';
import type { SenderRules } from './sender-rules.ts';

/** What both REST APIs do with messages. */
export interface MessageService {
  readonly senders: SenderRules;
  create(request: MessageRequest): SandboxMessage;
  /** `null` where the project has no such message, or had it deleted. */
  find(projectId: string, id: string, options?: { readonly includeDeleted: boolean }): SandboxMessage | null;
  /** The project's messages, newest first. */
  list(projectId: string, options: { readonly includeDeleted: boolean }): SandboxMessage[];
  /** Takes the text away; `null` where the message is still in progress. */
  redact(message: SandboxMessage): SandboxMessage | null;
  /** False where there is nothing to delete. */
  remove(projectId: string, id: string): boolean;
}

const inProgress: ReadonlySet<string> = new Set(['queued', 'initiated', 'receiving']);

/** Makes the service. */
export function createMessageService(options: {
  readonly store: MessageStore;
  readonly lives: Lives;
  readonly clock: SandboxClock;
  readonly senders: SenderRules;
}): MessageService {
  const { store, lives, clock, senders } = options;

  function find(projectId: string, id: string, { includeDeleted } = { includeDeleted: false }): SandboxMessage | null {
    const message = store.get(id);
    if (message === null || message.projectId !== projectId) return null;
    return message.deletedAt === null || includeDeleted ? message : null;
  }

  return {
    senders,
    create(request) {
      const message = lives.create(request);
      lives.begin(message);
      return message;
    },
    find,
    list(projectId, { includeDeleted }) {
      return store
        .all()
        .filter((message) => message.projectId === projectId && (includeDeleted || message.deletedAt === null))
        .reverse();
    },
    redact(message) {
      if (inProgress.has(message.status)) return null;
      return store.update(message.id, { body: '', updatedAt: clock.now() });
    },
    remove(projectId, id) {
      if (find(projectId, id) === null) return false;
      store.update(id, { deletedAt: clock.now() });
      return true;
    },
  };
}
