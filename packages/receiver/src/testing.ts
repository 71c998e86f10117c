// Signed deliveries for the tests of applications, and the conformance kit for those of adapters.
export { adapterConformanceCases } from './testing/adapter-conformance.ts';
export {
  type AdapterBodyParser,
  type AdapterCapability,
  type AdapterSetup,
  type AdapterSubject,
  adapterCapabilities,
  type NextDelivery,
  type ParserLeaves,
  type RunningAdapter,
} from './testing/adapter-subject.ts';
export { type SignedDelivery, type SignedDeliveryOptions, signedDelivery } from './testing/signed-delivery.ts';
export type { AdapterConformanceCase } from './testing/trial.ts';
