export { type CheckPolicy, type CheckPolicyOptions, createCheckPolicy } from './check-policy.ts';
export { checkTallies } from './counts.ts';
export { type ExpectationProblem, type ExpectSentOptions, expectSent } from './expect-sent.ts';
export type { MessagesPage } from './message-pages.ts';
export {
  createMessagesClient,
  type MessageLogsQuery,
  type MessagesClient,
  type MessagesQuery,
  type NextPage,
  type RequestOptions,
} from './messages-client.ts';
export { type MessagesClientOptions, type RestOperation, restOperations } from './messages-client-options.ts';
export { createReconciler, type Reconciler, type ReconcilerStatus } from './reconciler.ts';
export type { CheckOutcome, ReconcilerCounts, ReconcilerEvent } from './reconciler-events.ts';
export type { ListOptions, ReconcilerOptions } from './reconciler-options.ts';
export {
  type DailyRequests,
  type MessageFate,
  messageFates,
  requestsPerDay,
  requestsPerMessage,
  type Volume,
} from './request-cost.ts';
export type { RestFailure, RestResult, UnavailableReason } from './rest-result.ts';
