export { BodyAlreadyReadError } from './body-already-read-error.ts';
export type { CallbackHeaders, CallbackReply, CallbackRequest, CallbackRequestHead } from './callback-request.ts';
export { type SignatureCause, type SignatureDifference, signatureCauses } from './diagnosis/causes.ts';
export {
  type DiagnoseSignatureOptions,
  diagnoseSignature,
  type ReproducedSignature,
  type SignatureDiagnosis,
} from './diagnosis/diagnose-signature.ts';
export { type ExplainedCandidate, explainSignature, type SignatureExplanation } from './explain-signature.ts';
export { toFetchHandler } from './fetch-handler.ts';
export type { ReceiverOptions, UnprocessableDelivery } from './options.ts';
export {
  type BodyRejectReason,
  bodyRejectReasons,
  type CallbackOutcome,
  type RejectReason,
  rejectReasons,
  type Verification,
} from './outcome.ts';
export { createReceiver, type ReadBody, type Receiver } from './receiver.ts';
export { createRequestUrl, type PublicUrlFunction, type RequestUrl, type RequestUrlOptions } from './request-url.ts';
export { type SignatureHeaders, type SignCallbackOptions, signCallback } from './sign-callback.ts';
export { type SignatureScheme, signatureHeaders, signatureSchemes } from './signature-schemes.ts';
export type { SigningKeyLookup, SigningKeys } from './signing-keys.ts';
export {
  type SignatureRejectReason,
  type SignatureVerdict,
  type SignedRequest,
  signatureRejectReasons,
  type VerifiedSignature,
  type VerifySignatureOptions,
  verifySignature,
} from './verify-signature.ts';
