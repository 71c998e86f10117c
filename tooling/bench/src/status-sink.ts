/** Takes what a callback said: the least that any application does with it. */
export type OnStatus = (messageId: string, status: string) => void;

/** What has arrived so far. */
export interface StatusSink {
  readonly onStatus: OnStatus;
  /** How many callbacks came through, so that nobody is fast by dropping them. */
  readonly count: () => number;
}

/** Makes a sink that counts what it is given and keeps the last status of each message. */
export function createStatusSink(): StatusSink {
  const statuses = new Map<string, string>();
  let count = 0;
  return {
    onStatus(messageId, status) {
      count += 1;
      statuses.set(messageId, status);
    },
    count: () => count,
  };
}
