import type { Problem, StatusEvent } from '@statuswire/contracts';
import type { CallbackReply } from './callback-request.ts';
import { signatureRejectReasons, type VerifiedSignature } from './verify-signature.ts';

/** What a host can find wrong with a request while it reads the body. */
export const bodyRejectReasons = ['body_too_large', 'body_incomplete', 'body_timeout'] as const;

/** What a host can find wrong with a request while it reads the body. */
export type BodyRejectReason = (typeof bodyRejectReasons)[number];

/** Why a request may be turned away. For the operator only: the sender is never told which check failed. */
export const rejectReasons = [
  'method_not_allowed',
  'unsupported_media_type',
  'unsupported_content_encoding',
  'too_many_fields',
  'missing_credentials',
  'wrong_credentials',
  'unknown_project',
  ...bodyRejectReasons,
  ...signatureRejectReasons,
] as const;

/** Why a request was turned away. For the operator only: the sender is never told which check failed. */
export type RejectReason = (typeof rejectReasons)[number];

/** What the checks said of a delivery: the signature that matched, or (in `report` mode) why it would have been rejected. */
export type Verification = VerifiedSignature | { readonly status: 'unverified'; readonly reason: RejectReason };

/** What became of one request, and the reply that says so. */
export type CallbackOutcome =
  | {
      readonly kind: 'accepted';
      readonly event: StatusEvent;
      readonly verification: Verification;
      readonly reply: CallbackReply;
    }
  | {
      readonly kind: 'unprocessable';
      readonly problem: Problem;
      readonly verification: Verification;
      readonly reply: CallbackReply;
    }
  | { readonly kind: 'rejected'; readonly reason: RejectReason; readonly reply: CallbackReply }
  | { readonly kind: 'failed'; readonly error: unknown; readonly reply: CallbackReply };
