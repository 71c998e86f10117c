import type { StatusEvent } from '@statuswire/contracts';
import type { ExplainedCandidate, SignatureDiagnosis, SignatureDifference } from '@statuswire/receiver';

// Phone numbers are masked and texts left out by default: what a terminal shows ends up in logs, tickets and screenshots.

const textFields = /^(?:from|to|body|caller|called|media_?url\d*|media)$/i;

/** Further fields that documents describe and that tell nothing of a person. */
const harmlessFields =
  /^(?:SmsSid|SmsStatus|SmsMessageSid|ApiVersion|NumMedia|NumSegments|MediaContentType\d+|MessagingServiceSid|kind|type|source|direction|segments)$/;

/** A phone number with its middle masked: enough to recognise, not enough to call. */
export function maskNumber(number: string): string {
  if (number === '') return '';
  return number.length < 8 ? '***' : `${number.slice(0, 3)}*****${number.slice(-2)}`;
}

/** How long a text is, in its place. */
export function maskText(text: string): string {
  const characters = [...text].length;
  return `[${characters} character${characters === 1 ? '' : 's'}]`;
}

/** Numbers within a sentence, masked. */
export function maskWithin(sentence: string): string {
  return sentence.replace(/\+?\d[\d ().-]{5,}\d/g, maskNumber);
}

function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  if (Array.isArray(value)) return value.map(maskValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, maskValue(member)]));
}

function maskFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, harmlessFields.test(name) ? value : maskValue(value)]),
  );
}

/** An event without numbers, texts and values that were given by people. */
export function maskEvent(event: StatusEvent): StatusEvent {
  const { error, body } = event;
  return {
    ...event,
    from: maskNumber(event.from),
    to: maskNumber(event.to),
    body: body === null ? null : maskText(body),
    error: error === null ? null : { ...error, message: error.message === null ? null : maskWithin(error.message) },
    customVariables: maskFields(event.customVariables) as Record<string, string>,
    extra: maskFields(event.extra),
  };
}

/** A URL without its password, and without the values of fields that a GET callback carries in its query. */
export function maskUrl(url: string): string {
  return url
    .replace(/^(https?:\/\/[^/?#@:]*):[^/?#]*@/i, '$1:***@')
    .replace(/([?&;])([^=&#]*)=([^&#]*)/g, (whole, mark: string, name: string) =>
      textFields.test(name) ? `${mark}${name}=***` : whole,
    );
}

/** What was tried for a signature, with its URLs masked: of a GET callback they carry everything that it says. */
export function maskCandidates(candidates: readonly ExplainedCandidate[]): readonly ExplainedCandidate[] {
  return candidates.map((candidate) => ({ ...candidate, url: maskUrl(candidate.url) }));
}

function maskDifferences(differences: readonly SignatureDifference[]): readonly SignatureDifference[] {
  return differences.map((difference) => ({ ...difference, detail: maskUrl(difference.detail) }));
}

/** Why a signature does not match, with its URLs masked. */
export function maskDiagnosis(diagnosis: SignatureDiagnosis): SignatureDiagnosis {
  const { reproduced, suspects } = diagnosis;
  return {
    ...diagnosis,
    reproduced: reproduced && {
      ...reproduced,
      url: maskUrl(reproduced.url),
      differences: maskDifferences(reproduced.differences),
    },
    suspects: maskDifferences(suspects),
  };
}
