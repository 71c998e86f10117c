import type { DeliveryComparison } from './callback/compare-deliveries.ts';
import type { Delivery, DeliveryQuery } from './callback/delivery.ts';
import type { SandboxClock } from './clock/clock.ts';
import type { Fault, FaultInput } from './fault/fault.ts';
import type { KeyRotation } from './key-rotation.ts';
import type { LoadOptions } from './load/load-options.ts';
import type { LoadRun } from './load/load-run.ts';
import type { SandboxMessage } from './message/message.ts';
import type { SandboxProject } from './project.ts';
import type { InboundRequest, SendRequest } from './send-request.ts';

/** A SignalWire to develop against. */
export interface Sandbox {
  /**
   * Starts to listen and resolves with the URL; where it listens already, with that. Rejects where the port is taken, and with
   * `STATUSWIRE_CLOSED` where it is closed meanwhile.
   */
  listen(): Promise<string>;
  /** The base URL of the REST APIs. Throws `STATUSWIRE_CLOSED` while the sandbox does not listen. */
  readonly url: string;
  /** Stops everything and resolves when nothing is open any more. */
  close(): Promise<void>;

  /** What decides everything that is left to chance: give it to `createSandbox` to see the same again. */
  readonly seed: string;
  readonly clock: SandboxClock;
  /** Who may use the REST APIs, with the signing keys that are in use now. */
  readonly projects: readonly SandboxProject[];

  /** Creates an outbound message, as the REST API of its dialect would. */
  send(request: SendRequest): SandboxMessage;
  /** Lets somebody send a message to one of the project's numbers. */
  receiveInbound(request: InboundRequest): SandboxMessage;
  /** The truth about a message; `null` where there is none, or it has been forgotten. */
  message(id: string): SandboxMessage | null;
  /** The truth about all messages, oldest first, deleted ones too. */
  messages(): SandboxMessage[];

  /** The callbacks that were sent, or kept back by a fault, oldest first. Throws `STATUSWIRE_INVALID_OPTIONS` for a query of something else. */
  deliveries(query?: DeliveryQuery): Delivery[];
  /** Compares everything that was sent with the keys of the events that a receiver recorded. */
  compare(recordedKeys: Iterable<string>): DeliveryComparison;

  readonly faults: readonly Fault[];
  /** Replaces the rules of what goes wrong. Throws `STATUSWIRE_INVALID_OPTIONS` for rules that are none. */
  setFaults(faults: readonly FaultInput[]): void;

  /**
   * Moves the clock on by so many milliseconds, step by step: before time goes on, the callbacks of each step have been
   * answered or given up. Rejects with `STATUSWIRE_INVALID_OPTIONS` on a clock that cannot be moved.
   */
  advance(milliseconds: number): Promise<void>;
  /** Resolves when no callback is on its way. */
  settled(): Promise<void>;

  /**
   * Signs with a new key, in turn with the old ones until `overlapMs` are over on the sandbox's clock. Throws
   * `STATUSWIRE_INVALID_OPTIONS` for a blank key, for a project that is not there, and for what it does not know.
   */
  rotateSigningKey(rotation: KeyRotation): void;

  /**
   * Starts a load. One that is running begins no further message, and tells of its own callbacks to their end. Throws
   * `STATUSWIRE_INVALID_OPTIONS` for options that are none.
   */
  startLoad(options: LoadOptions): LoadRun;
  /** The load that was started last; `null` where there was none. */
  readonly load: LoadRun | null;

  /** Forgets messages, deliveries, faults and timers. Keys, seed and clock stay. */
  reset(): Promise<void>;
}
