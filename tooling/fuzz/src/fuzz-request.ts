/**
 * What must become of a request: `accepted` 200; `answered` anything but 5xx; `refused` 4xx; `outlived` anything but 5xx, or no
 * answer at all, as the request is no HTTP, or its sender does not wait. In this order: of two, the later one holds.
 */
export const expectations = ['accepted', 'answered', 'refused', 'outlived'] as const;

/** What must become of a request. */
export type Expectation = (typeof expectations)[number];

/** One request to send, down to its bytes. */
export interface FuzzRequest {
  /** What was done to it, for who reads a failure. */
  readonly changes: readonly string[];
  readonly method: string;
  readonly bytes: Buffer;
  /** Where the bytes are cut into writes of their own. */
  readonly cuts: readonly number[];
  /** What the sender does once the bytes are out: wait, wait and send no more, or go away. */
  readonly afterwards: 'waits' | 'ends' | 'leaves';
  /** Whether the bytes are one whole request, so that another one may follow. */
  readonly whole: boolean;
  readonly expectation: Expectation;
}

/** A request while it is made: what has a name can still be changed. */
export interface Draft {
  method: string;
  target: string;
  version: string;
  headers: [name: string, value: string][];
  body: Buffer;
  /** How the body travels; `short` says more than it sends. */
  framing: 'length' | 'chunked' | 'short';
  afterwards: FuzzRequest['afterwards'];
  expectation: Expectation;
  readonly changes: string[];
}

/** Replaces a header of a draft, or adds it. */
export function setHeader(draft: Draft, name: string, value: string): void {
  draft.headers = [...draft.headers.filter(([given]) => given.toLowerCase() !== name), [name, value]];
}

/** What must hold after a change, unless more holds already. */
export function expectAtLeast(draft: Draft, expectation: Expectation): void {
  if (expectations.indexOf(expectation) > expectations.indexOf(draft.expectation)) draft.expectation = expectation;
}
