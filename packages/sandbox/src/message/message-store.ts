import type { Billing } from './billing.ts';
import type { SandboxMessage } from './message.ts';

/** What may change in a message once it is there. */
export type MessagePatch = Partial<
  Pick<SandboxMessage, 'body' | 'status' | 'errorCode' | 'updatedAt' | 'sentAt' | 'deletedAt' | 'life'>
>;

/** The messages that are remembered. */
export interface MessageStore {
  add(message: SandboxMessage): void;
  /** Changes a message and returns it as it now is; `null` where it has been forgotten. */
  update(id: string, patch: MessagePatch): SandboxMessage | null;
  /** Says that nothing more will happen to a message, so that it may be forgotten. */
  release(id: string): void;
  get(id: string): SandboxMessage | null;
  /** All of them, oldest first. */
  all(): SandboxMessage[];
  clear(): void;
}

/** Makes a store that forgets, when there are more than `retain`, the message that was the first to be released. */
export function createMessageStore(options: { readonly retain: number; readonly billing: Billing }): MessageStore {
  const { retain, billing } = options;
  const messages = new Map<string, SandboxMessage>();
  const released = new Set<string>();

  function forgetBeyondLimit(): void {
    for (const id of released) {
      if (messages.size <= retain) return;
      released.delete(id);
      messages.delete(id);
    }
  }

  return {
    add(message) {
      messages.set(message.id, message);
      forgetBeyondLimit();
    },
    update(id, patch) {
      const message = messages.get(id);
      if (message === undefined) return null;
      const changed = { ...message, ...patch };
      messages.set(id, changed);
      return billing.billed(changed);
    },
    release(id) {
      released.add(id);
      forgetBeyondLimit();
    },
    get(id) {
      const message = messages.get(id);
      return message === undefined ? null : billing.billed(message);
    },
    all: () => Array.from(messages.values(), billing.billed),
    clear() {
      messages.clear();
      released.clear();
    },
  };
}
