/** What a host tells of itself, on being asked. */
export interface HostState {
  /** After a collection of garbage, in bytes. */
  readonly heapBytes: number;
  readonly residentBytes: number;
  /** Events that were handled so far. */
  readonly handled: number;
}

/** From a host process to who started it. */
export type HostMessage =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'state'; readonly state: HostState };
