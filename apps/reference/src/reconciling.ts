import type { Ledger, MessageState } from '@statuswire/ledger';
import {
  type CheckPolicy,
  createCheckPolicy,
  createMessagesClient,
  createReconciler,
  type Reconciler,
  type ReconcilerEvent,
  type RestFailure,
} from '@statuswire/reconciler';
import { type CallbackRow, errorText, healedRow } from './log/callback-row.ts';

/** Whom to ask about the messages of one project. */
export interface RestCredentials {
  /** A host or a whole URL; plain HTTP on loopback only. */
  readonly spaceUrl: string;
  readonly projectId: string;
  readonly token: string;
}

/** How often SignalWire is asked: the package's own policy. */
export const livePolicy: CheckPolicy = createCheckPolicy();

/** The same for the demo, whose messages live for seconds: whoever watches for a minute is to see something healed. */
export const demoPolicy: CheckPolicy = createCheckPolicy({ afterSentMs: 12_000, beforeSentMs: 20_000 });

/** From the end of one round to the next in the demo, in milliseconds. */
export const demoIntervalMs = 3_000;

/** The message that something healed; `null` where nothing was. */
function healedIn(event: ReconcilerEvent): MessageState | null {
  switch (event.kind) {
    case 'check':
      return event.outcome.kind === 'checked' && event.outcome.healed ? event.outcome.message : null;
    case 'discovered':
    case 'caught_up':
      return event.healed ? event.message : null;
    default:
      return null;
  }
}

function timeOf(instant: Date): string {
  return instant.toTimeString().slice(0, 8);
}

function wordsOf(kind: RestFailure['kind']): string {
  return kind.replaceAll('_', ' ');
}

/** Makes the reconciler of this service, which says a line for each message that it heals. Does not start it. */
export function createReconciling({
  ledger,
  credentials,
  policy,
  intervalMs,
  show,
  complain,
  now,
}: {
  readonly ledger: Ledger;
  /** One for each project, at least one. */
  readonly credentials: readonly RestCredentials[];
  /** The ledger must have been given its `checkAt`. */
  readonly policy: CheckPolicy;
  /** From the end of one round to the next, in milliseconds. @default the package's own */
  readonly intervalMs?: number;
  readonly show: (row: CallbackRow) => void;
  /** Is told in words why nothing can be asked or recorded. */
  readonly complain: (text: string) => void;
  readonly now: () => Date;
}): Reconciler {
  return createReconciler({
    ledger,
    policy,
    now,
    ...(intervalMs === undefined ? {} : { intervalMs }),
    client: credentials.map((each) => createMessagesClient({ ...each, now })),
    onEvent(event) {
      const healed = healedIn(event);
      if (healed !== null) show(healedRow(healed, now()));
      if (event.kind === 'client_paused')
        complain(
          `SignalWire is not asked about missed callbacks until ${timeOf(event.until)}: ${wordsOf(event.reason)}.`,
        );
      if (event.kind === 'list_failed')
        complain(
          `SignalWire's list of messages is not read until ${timeOf(event.until)}: ${wordsOf(event.failure.kind)}.`,
        );
      if (event.kind === 'round_failed')
        complain(`A round of checks failed and is tried again: ${errorText(event.error)}`);
    },
  });
}
