import { magicEffect } from '../message/magic-numbers.ts';
import type { MessageRequest } from '../message/message.ts';
import { decimalPattern } from '../message/price.ts';
import { isCallbackUrl, isHttpUrl, maxBodyLength, maxMedia, maxValiditySeconds } from './message-rules.ts';
import { isDestination, isSource } from './phone-numbers.ts';
import type { SenderRules } from './sender-rules.ts';

/** A message to be, or the documented code of what is wrong with the request. */
export type CreateResult =
  | { readonly ok: true; readonly request: MessageRequest }
  | { readonly ok: false; readonly code: number; readonly message?: string };

function refuse(code: number, message?: string): CreateResult & { ok: false } {
  return message === undefined ? { ok: false, code } : { ok: false, code, message };
}

/** The sender: the `From` number, or one of the number group. */
function sender(form: URLSearchParams, rules: SenderRules): string | (CreateResult & { ok: false }) {
  const from = form.get('From');
  const group = form.get('MessagingServiceSid');
  if (from === null && group === null) return refuse(21705);
  if (from === null || from === '') {
    if (group === null || group === '') return refuse(21603);
    const numbers = rules.numberGroups[group];
    if (numbers === undefined) return refuse(21701);
    return numbers[0] ?? refuse(21703);
  }
  if (!isSource(from)) return refuse(21212);
  return rules.owns(from) ? from : refuse(21210);
}

function contentFault(body: string, media: readonly string[]): (CreateResult & { ok: false }) | null {
  if (body === '' && media.length === 0) return refuse(21602);
  if (body.length > maxBodyLength) return refuse(21617);
  if (media.length > maxMedia) return refuse(21623);
  return media.every(isHttpUrl) ? null : refuse(21620);
}

function settingsFault(form: URLSearchParams): (CreateResult & { ok: false }) | null {
  const callback = form.get('StatusCallback');
  if (callback && !isCallbackUrl(callback)) return refuse(21402);
  const validity = form.get('ValidityPeriod');
  if (validity !== null && (!/^\d{1,6}$/.test(validity) || +validity < 1 || +validity > maxValiditySeconds)) {
    return refuse(21624);
  }
  const maxPrice = form.get('MaxPrice');
  if (maxPrice && !decimalPattern.test(maxPrice)) return refuse(10000, 'MaxPrice is invalid.');
  const asMms = form.get('SendAsMms');
  return asMms === null || /^(?:true|false)$/i.test(asMms) ? null : refuse(10000, 'SendAsMms must be true or false.');
}

/** Reads the form of a create request. Source: docs/sandbox.md, "Errors". */
export function readCompatibilityCreate(form: URLSearchParams, projectId: string, rules: SenderRules): CreateResult {
  const to = form.get('To') ?? '';
  if (to === '') return refuse(21604);
  if (!isDestination(to)) return refuse(21211);
  const from = sender(form, rules);
  if (typeof from !== 'string') return from;
  const body = form.get('Body') ?? '';
  const media = form.getAll('MediaUrl');
  const fault = contentFault(body, media) ?? settingsFault(form);
  if (fault !== null) return fault;
  const effect = magicEffect({ from, to });
  if (effect?.when === 'refused') return refuse(Number(effect.errorCode));
  return {
    ok: true,
    request: {
      projectId,
      dialect: 'compatibility',
      direction: 'outbound-api',
      from,
      to,
      body,
      media,
      sendAsMms: form.get('SendAsMms')?.toLowerCase() === 'true',
      statusCallback: form.get('StatusCallback') || null,
      maxPrice: form.get('MaxPrice') || null,
      messagingServiceSid: form.get('MessagingServiceSid') || null,
      ...(form.has('ValidityPeriod') ? { validitySeconds: Number(form.get('ValidityPeriod')) } : {}),
    },
  };
}
