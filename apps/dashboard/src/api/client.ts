import type { Message, MessageDetail, MessagePage, Problem, Summary } from '@statuswire/reference/api';

export type {
  FactNotice,
  Message,
  MessageDetail,
  MessagePage,
  RecordedEvent,
  Summary,
} from '@statuswire/reference/api';

/** Names a message among all projects. */
export type MessageIdentity = Pick<Message, 'projectId' | 'messageId'>;

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

async function get<Answer>(path: string, signal: AbortSignal): Promise<Answer> {
  const response = await fetch(path, { signal, headers: { accept: 'application/json' } }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new ApiError(0, 'The service does not answer.');
  });
  if (response.ok) return (await response.json()) as Answer;
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const faults = problem.errors?.map(({ path: name, message }) => `${name}: ${message}.`) ?? [];
  const text = [problem.detail ?? problem.title ?? 'The service could not answer.', ...faults].join(' ');
  throw new ApiError(response.status, text);
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
export function fetchMessage({ projectId, messageId }: MessageIdentity, signal: AbortSignal): Promise<MessageDetail> {
  return get(`/api/messages/${encodeURIComponent(projectId)}/${encodeURIComponent(messageId)}`, signal);
}
