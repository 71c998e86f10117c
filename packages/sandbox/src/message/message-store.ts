import { createArchive } from '../archive.ts';
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
  /** Says that nothing more will happen to a message by itself, so that it may be forgotten. */
  release(id: string): void;
  get(id: string): SandboxMessage | null;
  /** All of them, oldest first. */
  all(): SandboxMessage[];
  clear(): void;
}

/** Makes a store that forgets, when there are more than `retain`, the message that was the first to be released. */
export function createMessageStore(options: { readonly retain: number; readonly billing: Billing }): MessageStore {
  const { retain, billing } = options;
  const onTheirWay = new Map<string, SandboxMessage>();
  /** The number of each other one in the archive. */
  const released = new Map<string, number>();
  /** Those of them that were redacted or deleted since. */
  const changed = new Map<string, SandboxMessage>();
  let archive = createArchive<SandboxMessage>();

  function forgetBeyondLimit(): void {
    while (released.size > 0 && onTheirWay.size + released.size > retain) {
      const id = archive.label(archive.first) ?? '';
      archive.dropFirst();
      released.delete(id);
      changed.delete(id);
    }
  }

  function find(id: string): SandboxMessage | null {
    const message = onTheirWay.get(id) ?? changed.get(id);
    if (message !== undefined) return message;
    const number = released.get(id);
    return number === undefined ? null : archive.get(number);
  }

  return {
    add(message) {
      onTheirWay.set(message.id, message);
      forgetBeyondLimit();
    },
    update(id, patch) {
      const message = find(id);
      if (message === null) return null;
      const patched = { ...message, ...patch };
      (onTheirWay.has(id) ? onTheirWay : changed).set(id, patched);
      return billing.billed(patched);
    },
    release(id) {
      const message = onTheirWay.get(id);
      if (message === undefined) return;
      onTheirWay.delete(id);
      released.set(id, archive.end);
      archive.add(id, message);
      forgetBeyondLimit();
    },
    get(id) {
      const message = find(id);
      return message === null ? null : billing.billed(message);
    },
    all() {
      const messages = [...onTheirWay.keys(), ...released.keys()].map(find).filter((message) => message !== null);
      return messages.sort((left, right) => left.index - right.index).map(billing.billed);
    },
    clear() {
      onTheirWay.clear();
      released.clear();
      changed.clear();
      archive = createArchive();
    },
  };
}
