import { type Dialect, messageResourceSchema, platformMessageSchema } from '@statuswire/contracts';
import type { ExpectedMessage } from '@statuswire/ledger';
import { z } from 'zod';

/** What an answer to a request to send tells of the message. */
export type SentMessage = Omit<ExpectedMessage, 'sentAt' | 'customVariables'> & { readonly dialect: Dialect };

// The message object of SignalWire's own client, which gives the resource's fields other names.
const clientMessageSchema = z.looseObject({
  sid: z.string().min(1),
  accountSid: z.string().min(1),
  from: z.string(),
  to: z.string(),
  body: z.string().nullish(),
  numSegments: z.union([z.string(), z.number()]).nullish(),
  numMedia: z.union([z.string(), z.number()]).nullish(),
});

/**
 * Reads what either API, or SignalWire's own client, answered to a request to send; `null` where it is none of these. Reads
 * fields one by one, so that it takes objects with getters too.
 */
export function readSentMessage(answer: unknown): SentMessage | null {
  if (typeof answer !== 'object' || answer === null) return null;
  try {
    return readResource(answer) ?? readPlatformMessage(answer) ?? readClientMessage(answer);
  } catch {
    return null;
  }
}

function readResource(answer: object): SentMessage | null {
  const parsed = messageResourceSchema.safeParse(answer);
  if (!parsed.success) return null;
  const { account_sid, sid, from, to, body, num_segments, num_media } = parsed.data;
  return {
    dialect: 'compatibility',
    projectId: account_sid,
    messageId: sid,
    from,
    to,
    body: body ?? null,
    segments: countOf(num_segments),
    media: countOf(num_media),
  };
}

function readPlatformMessage(answer: object): SentMessage | null {
  const parsed = platformMessageSchema.safeParse(answer);
  if (!parsed.success) return null;
  const { project_id, id, from, to, body, number_of_segments, media, kind } = parsed.data;
  return {
    dialect: 'platform',
    projectId: project_id,
    messageId: id,
    from,
    to,
    body: body ?? null,
    segments: countOf(number_of_segments),
    media: mediaOf(media?.length ?? null, kind),
  };
}

/** How many media there are; `null` where neither they nor the kind is told: what nobody said must not count as none. */
function mediaOf(listed: number | null, kind: string | null | undefined): number | null {
  switch (kind?.toLowerCase()) {
    case 'mms':
      // An MMS can be one without media of its own; it is never told of a receipt all the same.
      return Math.max(listed ?? 0, 1);
    case 'sms':
      return listed ?? 0;
    default:
      return listed;
  }
}

function readClientMessage(answer: object): SentMessage | null {
  const parsed = clientMessageSchema.safeParse(answer);
  if (!parsed.success) return null;
  const { accountSid, sid, from, to, body, numSegments, numMedia } = parsed.data;
  return {
    dialect: 'compatibility',
    projectId: accountSid,
    messageId: sid,
    from,
    to,
    body: body ?? null,
    segments: countOf(numSegments),
    media: countOf(numMedia),
  };
}

function countOf(value: string | number | null | undefined): number | null {
  if (value === undefined || value === null || value === '') return null;
  const count = Number(value);
  return Number.isSafeInteger(count) && count >= 0 ? count : null;
}
