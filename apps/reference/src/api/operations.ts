import { listMessages, readFeed, showMessage } from './messages.ts';
import type { Operation } from './operation.ts';
import { discardQuarantined, listQuarantined, retryQuarantined, showQuarantined } from './quarantine.ts';
import { checkMessage, pauseReconciler, resumeReconciler, showReconciler } from './reconciler.ts';
import { summarize } from './summary.ts';

/** Every operation of the API. */
export const operations: readonly Operation[] = [
  listMessages,
  showMessage,
  checkMessage,
  summarize,
  readFeed,
  listQuarantined,
  showQuarantined,
  retryQuarantined,
  discardQuarantined,
  showReconciler,
  pauseReconciler,
  resumeReconciler,
];
