import { explainErrorCode } from '@statuswire/contracts';
import { magicEffect } from '../message/magic-numbers.ts';
import type { MessageRequest } from '../message/message.ts';
import { isCallbackUrl, isHttpUrl, maxBodyLength, maxMedia } from './message-rules.ts';
import { isDestination, isSource } from './phone-numbers.ts';
import type { PlatformFault } from './platform-errors.ts';
import type { SenderRules } from './sender-rules.ts';

/** Most custom variables that one message takes. */
export const maxCustomVariables = 20;

/** A message to be, or everything that is wrong with the request. */
export type PlatformCreateResult =
  | { readonly ok: true; readonly request: MessageRequest }
  | { readonly ok: false; readonly faults: readonly PlatformFault[] };

function missing(attribute: string): PlatformFault {
  return {
    code: 'missing_required_parameter',
    message: 'The passed value is blank or empty, but it is required.',
    attribute,
  };
}

function invalid(attribute: string, message: string): PlatformFault {
  return { code: 'invalid_parameter', message, attribute };
}

const foreignSender: PlatformFault = {
  code: 'invalid_from_number',
  message: 'From must be a valid purchased phone number from your SignalWire project.',
  attribute: 'from',
};

type Fields = Readonly<Record<string, unknown>>;

function numberFaults({ to, from }: Fields, rules: SenderRules): PlatformFault[] {
  const faults: PlatformFault[] = [];
  if (to === undefined || to === null || to === '') faults.push(missing('to'));
  else if (typeof to !== 'string' || !isDestination(to)) faults.push(invalid('to', 'must be a number in E.164 format'));
  if (from === undefined || from === null || from === '') faults.push(missing('from'));
  else if (typeof from !== 'string' || !isSource(from) || !rules.owns(from)) faults.push(foreignSender);
  return faults;
}

function contentFaults({ body, media }: Fields): PlatformFault[] {
  const faults: PlatformFault[] = [];
  const items = media ?? [];
  if (body !== undefined && body !== null && typeof body !== 'string') faults.push(invalid('body', 'must be a string'));
  if (typeof body === 'string' && body.length > maxBodyLength) {
    faults.push(invalid('body', `is too long (maximum is ${maxBodyLength} characters)`));
  }
  if (!Array.isArray(items)) faults.push(invalid('media', 'must be an array of URLs'));
  else if (items.length > maxMedia) faults.push(invalid('media', `is too long (maximum is ${maxMedia} items)`));
  else if (!items.every((item) => typeof item === 'string' && isHttpUrl(item))) {
    faults.push(invalid('media', 'must hold http or https URLs only'));
  }
  if (!body && Array.isArray(items) && items.length === 0) faults.push(missing('body'));
  return faults;
}

function isStringPairs(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((single) => typeof single === 'string')
  );
}

function settingFaults({ send_as_mms, status_callback, custom_variables }: Fields): PlatformFault[] {
  const faults: PlatformFault[] = [];
  if (send_as_mms !== undefined && typeof send_as_mms !== 'boolean') {
    faults.push(invalid('send_as_mms', 'must be true or false'));
  }
  if (status_callback !== undefined && status_callback !== null) {
    if (typeof status_callback !== 'string' || !isCallbackUrl(status_callback)) {
      faults.push(invalid('status_callback', 'must be a valid URL'));
    }
  }
  if (custom_variables !== undefined && custom_variables !== null) {
    if (!isStringPairs(custom_variables)) faults.push(invalid('custom_variables', 'must be pairs of strings'));
    else if (Object.keys(custom_variables).length > maxCustomVariables) {
      faults.push(invalid('custom_variables', `is too long (maximum is ${maxCustomVariables} pairs)`));
    }
  }
  return faults;
}

function magicFaults({ from, to }: { readonly from: string; readonly to: string }): PlatformFault[] {
  const effect = magicEffect({ from, to });
  if (effect?.when !== 'refused') return [];
  if (effect.errorCode === '21210') return [foreignSender];
  const attribute = ['21601', '21717', '21611'].includes(effect.errorCode) ? 'from' : 'to';
  return [invalid(attribute, explainErrorCode(effect.errorCode).meaning)];
}

/** Reads the JSON of a create request. Source: docs/sandbox.md, "Errors". */
export function readPlatformCreate(fields: Fields, projectId: string, rules: SenderRules): PlatformCreateResult {
  const faults = [...numberFaults(fields, rules), ...contentFaults(fields), ...settingFaults(fields)];
  if (faults.length > 0) return { ok: false, faults };
  const from = String(fields.from);
  const to = String(fields.to);
  const magic = magicFaults({ from, to });
  if (magic.length > 0) return { ok: false, faults: magic };
  return {
    ok: true,
    request: {
      projectId,
      dialect: 'platform',
      direction: 'outbound-api',
      from,
      to,
      body: typeof fields.body === 'string' ? fields.body : '',
      media: Array.isArray(fields.media) ? fields.media.map(String) : [],
      sendAsMms: fields.send_as_mms === true,
      statusCallback: typeof fields.status_callback === 'string' ? fields.status_callback : null,
      customVariables: isStringPairs(fields.custom_variables) ? fields.custom_variables : null,
    },
  };
}
