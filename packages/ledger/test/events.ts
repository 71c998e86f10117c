import type { StatusEvent } from '@statuswire/contracts';
import { makeEvent } from '@statuswire/ledger/testing';

/** An event of a message of its own, unless said otherwise. */
export function eventOf(messageId: string, fields: Partial<StatusEvent> = {}): StatusEvent {
  return makeEvent({ messageId, ...fields });
}

/** A promise and what settles it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
