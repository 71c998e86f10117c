import type {
  CheckResult,
  DiscardResult,
  Message,
  MessageDetail,
  MessagePage,
  Problem,
  QuarantinedDelivery,
  QuarantinePage,
  ReconcilerState,
  RetryResult,
  Summary,
} from '@statuswire/reference/api';
import { visibleText } from '../view/visible-text.ts';

export type {
  CheckResult,
  DiscardResult,
  FactNotice,
  Message,
  MessageDetail,
  MessagePage,
  QuarantinedDelivery,
  QuarantinePage,
  ReconcilerState,
  RecordedEvent,
  RetryResult,
  Summary,
} from '@statuswire/reference/api';

/** Names a message among all projects. */
export type MessageIdentity = Pick<Message, 'projectId' | 'messageId'>;

/** The same as an address can say it: half of a pair of UTF-16 units, which JSON can hold, has no encoding there. */
export function addressable({ projectId, messageId }: MessageIdentity): MessageIdentity {
  return { projectId: projectId.toWellFormed(), messageId: messageId.toWellFormed() };
}

/** Parameters of a query; what is `undefined` is left out. */
export type Parameters = Readonly<Record<string, string | undefined>>;

/** The service said no, or said nothing. */
export class ApiError extends Error {
  /** The HTTP status; 0 where nothing was answered. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

/** Writes a query string. */
export function queryString(parameters: Parameters): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const text = new URLSearchParams(given).toString();
  return text === '' ? '' : `?${text}`;
}

type Asking = RequestInit & { readonly signal: AbortSignal };

/** What it means that nothing came: who called it off is told so, anybody else what to think of it. */
function silence({ aborted, reason }: AbortSignal, error: unknown): unknown {
  if (!aborted) return new ApiError(0, 'The service does not answer.');
  const isLate = reason instanceof DOMException && reason.name === 'TimeoutError';
  return isLate ? new ApiError(0, 'The service did not answer in time.') : error;
}

/** Asks, and throws an `ApiError` in words for people where there is no good answer. */
export async function ask(path: string, init: Asking): Promise<Response> {
  const response = await fetch(path, init).catch((error: unknown) => {
    throw silence(init.signal, error);
  });
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const faults = problem.errors?.map(({ path: name, message }) => `${name}: ${message}.`) ?? [];
  const text = [problem.detail ?? problem.title ?? 'The service could not answer.', ...faults].join(' ');
  throw new ApiError(response.status, visibleText(text));
}

const accept = { accept: 'application/json' } as const;

async function answer<Answer>(path: string, init: Asking): Promise<Answer> {
  const response = await ask(path, init);
  return (await response.json().catch((error: unknown) => {
    throw silence(init.signal, error);
  })) as Answer;
}

/** Later than this nothing will come, in milliseconds: a browser has few connections, and one that is silent holds one. */
const answerLimitMs = 20_000;

function get<Answer>(path: string, signal: AbortSignal): Promise<Answer> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(answerLimitMs)]);
  return answer(path, { signal: limited, headers: accept });
}

function post<Answer>(path: string, signal: AbortSignal): Promise<Answer> {
  return answer(path, { signal, headers: accept, method: 'POST' });
}

/** The address of a message in the API. */
export function messagePath({ projectId, messageId }: MessageIdentity): string {
  return `/api/messages/${encodeURIComponent(projectId)}/${encodeURIComponent(messageId)}`;
}

/** The figures. */
export function fetchSummary(parameters: Parameters, signal: AbortSignal): Promise<Summary> {
  return get(`/api/summary${queryString(parameters)}`, signal);
}

/** One page of messages. */
export function fetchMessages(parameters: Parameters, signal: AbortSignal): Promise<MessagePage> {
  return get(`/api/messages${queryString(parameters)}`, signal);
}

/** A message with its timeline. */
export function fetchMessage(identity: MessageIdentity, signal: AbortSignal): Promise<MessageDetail> {
  return get(messagePath(identity), signal);
}

/** SignalWire may take its time; after this we say that it does, in milliseconds. */
const checkLimitMs = 30_000;

/** Asks SignalWire about a message. */
export function checkMessage(identity: MessageIdentity): Promise<CheckResult> {
  return post(`${messagePath(identity)}/check`, AbortSignal.timeout(checkLimitMs));
}

/** Whether lost callbacks are looked for. */
export function fetchReconciler(signal: AbortSignal): Promise<ReconcilerState> {
  return get('/api/reconciler', signal);
}

/** One page of deliveries that could not be read. */
export function fetchQuarantine(parameters: Parameters, signal: AbortSignal): Promise<QuarantinePage> {
  return get(`/api/quarantine${queryString(parameters)}`, signal);
}

/** One delivery with its body. */
export function fetchQuarantined(id: string, signal: AbortSignal): Promise<QuarantinedDelivery> {
  return get(`/api/quarantine/${id}`, signal);
}

/** Reads a delivery once more. */
export function retryQuarantined(id: string, signal: AbortSignal): Promise<RetryResult> {
  return post(`/api/quarantine/${id}/retry`, signal);
}

/** Throws a delivery away. */
export function discardQuarantined(id: string, signal: AbortSignal): Promise<DiscardResult> {
  return post(`/api/quarantine/${id}/discard`, signal);
}
