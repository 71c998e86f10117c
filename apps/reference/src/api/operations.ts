import { listMessages, readFeed, showMessage } from './messages.ts';
import type { Operation } from './operation.ts';
import { listQuarantined, retryQuarantined, showQuarantined } from './quarantine.ts';
import { summarize } from './summary.ts';

/** Every operation of the API. */
export const operations: readonly Operation[] = [
  listMessages,
  showMessage,
  summarize,
  readFeed,
  listQuarantined,
  showQuarantined,
  retryQuarantined,
];
