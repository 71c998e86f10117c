export { type CallbackTiming, callbackTiming } from './callback/callback-timing.ts';
export { compareDeliveries, type DeliveryComparison } from './callback/compare-deliveries.ts';
export type { DeliveryAttempt } from './callback/deliver.ts';
export {
  type Delivery,
  type DeliveryOutcome,
  type DeliveryQuery,
  deliveryOutcomes,
} from './callback/delivery.ts';
export { type EndpointErrorCode, endpointErrors } from './callback/endpoint-error.ts';
export type { Fact } from './callback/fact.ts';
export type { AdvanceableClock, SandboxClock, TimerHandle } from './clock/clock.ts';
export { createManualClock, type ManualClockOptions } from './clock/manual-clock.ts';
export { createSandbox } from './create-sandbox.ts';
export { type CallbackFaultKind, type Fault, type FaultInput, faultSchema, faultsSchema } from './fault/fault.ts';
export type { KeyRotation } from './key-rotation.ts';
export type { LatencySummary } from './load/latency-histogram.ts';
export { type LoadOptions, loadOptionsSchema } from './load/load-options.ts';
export type { LoadCounts, LoadReport } from './load/load-report.ts';
export type { LoadRun } from './load/load-run.ts';
export { type Ending, type MagicEffect, type MagicNumber, magicNumbers } from './message/magic-numbers.ts';
export type { SandboxMessage, Transition } from './message/message.ts';
export { countSegments, type Segmentation, type TextEncoding } from './message/segments.ts';
export { type SandboxOptions, sandboxOptionsSchema } from './options.ts';
export { defaultProject, type SandboxProject } from './project.ts';
export type { Sandbox } from './sandbox.ts';
export { type InboundRequest, inboundRequestSchema, type SendRequest, sendRequestSchema } from './send-request.ts';
