import { dialects } from '@statuswire/contracts';
import { z } from 'zod';
import { isCallbackUrl, isHttpUrl, maxValiditySeconds } from './rest/message-rules.ts';

const callbackUrl = z.string().refine(isCallbackUrl, 'must be an absolute http or https URL');
const content = {
  /** @default 'compatibility' */
  dialect: z.enum(dialects).default('compatibility'),
  /** @default 'Hello World!' */
  body: z.string().default('Hello World!'),
  /** @default none */
  media: z.array(z.string().refine(isHttpUrl, 'must be an http or https URL')).default([]),
  /** Where the status callbacks go. @default nowhere */
  statusCallback: callbackUrl.optional(),
  /** @default the first project */
  projectId: z.string().optional(),
};

/** An outbound message, for `send`. */
export const sendRequestSchema = z.strictObject({
  ...content,
  /** A magic number decides how it ends. @default '+15557654321' */
  to: z.string().default('+15557654321'),
  /** @default '+15551234567' */
  from: z.string().default('+15551234567'),
  /** @default false */
  sendAsMms: z.boolean().default(false),
  /** @default 14400 */
  validitySeconds: z.int().min(1).max(maxValiditySeconds).optional(),
  /** Platform only. @default none */
  customVariables: z.record(z.string(), z.string()).optional(),
});

/** An outbound message, for `send`. */
export type SendRequest = z.input<typeof sendRequestSchema>;

/** An inbound message, for `receiveInbound`. */
export const inboundRequestSchema = z.strictObject({
  ...content,
  /** The project's number. @default '+15551234567' */
  to: z.string().default('+15551234567'),
  /** Who sends it. @default '+15557654321' */
  from: z.string().default('+15557654321'),
});

/** An inbound message, for `receiveInbound`. */
export type InboundRequest = z.input<typeof inboundRequestSchema>;
