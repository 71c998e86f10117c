import type { SandboxMessage } from './message.ts';

/** What may change in a message once it is there. */
export type MessagePatch = Partial<
  Pick<SandboxMessage, 'body' | 'status' | 'errorCode' | 'updatedAt' | 'sentAt' | 'price' | 'deletedAt' | 'life'>
>;

/** The messages that are remembered. */
export interface MessageStore {
  add(message: SandboxMessage): void;
  /** Changes a message and returns it as it now is; `null` where it has been forgotten. */
  update(id: string, patch: MessagePatch): SandboxMessage | null;
  get(id: string): SandboxMessage | null;
  /** All of them, oldest first. */
  all(): SandboxMessage[];
  clear(): void;
}

/** Makes a store that forgets the oldest message when there are more than `retain`. */
export function createMessageStore({ retain }: { readonly retain: number }): MessageStore {
  const messages = new Map<string, SandboxMessage>();
  return {
    add(message) {
      messages.set(message.id, message);
      if (messages.size <= retain) return;
      const [oldest] = messages.keys();
      if (oldest !== undefined) messages.delete(oldest);
    },
    update(id, patch) {
      const message = messages.get(id);
      if (message === undefined) return null;
      const changed = { ...message, ...patch };
      messages.set(id, changed);
      return changed;
    },
    get: (id) => messages.get(id) ?? null,
    all: () => [...messages.values()],
    clear: () => messages.clear(),
  };
}
