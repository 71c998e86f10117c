export { assertInteger, assertKnownOptions } from './check-options.ts';
export { cloudEventType, type StatusCloudEvent, statusCloudEventSchema, toCloudEvent } from './cloud-event.ts';
export { type CompatibilityCallback, compatibilityCallbackSchema } from './compatibility-callback.ts';
export { type Dialect, detectDialect, dialects } from './dialect.ts';
export {
  type ErrorClass,
  type ErrorExplanation,
  errorClasses,
  explainErrorCode,
  knownErrorCodes,
} from './error-catalogue.ts';
export { isRetryLater, StatusWireError, type StatusWireErrorCode, statusWireErrorCodes } from './errors.ts';
export { type EventIdentity, eventKey } from './event-key.ts';
export { jsonSchema, type SchemaName, schemaNames } from './json-schemas.ts';
export { type MessageLog, messageLogSchema } from './message-log.ts';
export { type MessageResource, messageResourceSchema } from './message-resource.ts';
export {
  isFailure,
  isTerminal,
  type MessageStatus,
  messageStatuses,
  parseMessageStatus,
  statusRank,
} from './message-status.ts';
export type { NormalizeOptions, NormalizeResult } from './normalization.ts';
export { normalizeCallback } from './normalize-callback.ts';
export { type NormalizeLogOptions, normalizeMessageLog } from './normalize-message-log.ts';
export { normalizeMessageResource } from './normalize-message-resource.ts';
export { type PlatformCallback, platformCallbackSchema } from './platform-callback.ts';
export { type PlatformMessage, platformMessageSchema } from './platform-message.ts';
export { type Problem, type ProblemCode, type ProblemIssue, problemCodes } from './problem.ts';
export { type EventSource, eventSources, type StatusEvent, statusEventSchema } from './status-event.ts';
