import {
  assertInteger,
  type MessageLog,
  type MessageResource,
  messageLogSchema,
  messageResourceSchema,
} from '@statuswire/contracts';
import type { z } from 'zod';
import { type ListLocation, type MessagesPage, nextPageUrl, readLogsPage, readMessagesPage } from './message-pages.ts';
import { clientSettings, type MessagesClientOptions, type RestOperation } from './messages-client-options.ts';
import { invalidOption } from './options.ts';
import { createRestRequester } from './rest-request.ts';
import { failed, malformed, type RestResult } from './rest-result.ts';

/** What goes along with a request. */
export interface RequestOptions {
  /** Ends the request, and any wait for it, with `aborted`. */
  readonly signal?: AbortSignal;
}

/** Which page of the Compatibility API's messages. Days are `YYYY-MM-DD`, in UTC. */
export interface MessagesQuery {
  /** Sent on that day. */
  readonly dateSent?: string;
  /** Sent before that day began. */
  readonly dateSentBefore?: string;
  /** Sent when that day had begun. */
  readonly dateSentAfter?: string;
  readonly from?: string;
  readonly to?: string;
  readonly status?: string;
  /** 1 to 1,000. @default SignalWire's: 50 */
  readonly pageSize?: number;
}

/** Which page of the platform's message logs. Days (`YYYY-MM-DD`) or instants (ISO 8601), in UTC. */
export interface MessageLogsQuery {
  readonly createdOn?: string;
  readonly createdBefore?: string;
  readonly createdAfter?: string;
  /** 1 to 1,000. @default SignalWire's: 50 */
  readonly pageSize?: number;
}

/** The page behind one: its `next`, which says which query it belongs to. */
export interface NextPage {
  readonly next: string;
}

/**
 * Reads messages from SignalWire, over both of its REST APIs. Nothing is ever thrown for what SignalWire or the network does:
 * see `RestFailure`. Source: docs/reconciliation.md.
 */
export interface MessagesClient {
  readonly projectId: string;
  /** A message of the Compatibility API. */
  retrieveMessage(messageId: string, options?: RequestOptions): Promise<RestResult<MessageResource>>;
  /** A page of the messages of the Compatibility API. */
  listMessages(
    query?: MessagesQuery | NextPage,
    options?: RequestOptions,
  ): Promise<RestResult<MessagesPage<MessageResource>>>;
  /** A message of the platform's logs, which cover both APIs. */
  retrieveMessageLog(messageId: string, options?: RequestOptions): Promise<RestResult<MessageLog>>;
  /** A page of the platform's logs. */
  listMessageLogs(
    query?: MessageLogsQuery | NextPage,
    options?: RequestOptions,
  ): Promise<RestResult<MessagesPage<MessageLog>>>;
  /** Until when nothing is asked because SignalWire said so (429); `null` where it did not. */
  readonly pausedUntil: Date | null;
}

/**
 * Makes a client for one project. Throws `STATUSWIRE_INVALID_OPTIONS`, without the token, for options that are wrong.
 */
export function createMessagesClient(options: MessagesClientOptions): MessagesClient {
  const settings = clientSettings(options);
  const { baseUrl, projectId } = settings;
  const requester = createRestRequester(settings);
  const messagesUrl = `${baseUrl}/api/laml/2010-04-01/Accounts/${encodeURIComponent(projectId)}/Messages`;
  const logsUrl = `${baseUrl}/api/messaging/logs`;

  async function retrieve<Schema extends z.ZodType>(
    operation: RestOperation,
    url: string,
    messageId: string,
    schema: Schema,
    isAsked: (message: z.output<Schema>) => boolean,
    signal: AbortSignal | undefined,
  ): Promise<RestResult<z.output<Schema>>> {
    const name = pathSegment(messageId);
    // SignalWire cannot have given out what no URL can hold.
    if (name === null) return failed({ kind: 'not_found' });
    const answer = await requester.get(operation, `${url}/${name}`, signal);
    if (!answer.ok) return answer;
    const parsed = schema.safeParse(answer.value);
    if (!parsed.success) {
      const issues = parsed.error.issues.map(({ path }) => ({
        path: path.map(String).join('.'),
        message: 'Not of a documented form',
      }));
      return malformed('The answer is no message.', issues);
    }
    return isAsked(parsed.data) ? { ok: true, value: parsed.data } : malformed('The answer is about another message.');
  }

  async function list<Page>(
    operation: RestOperation,
    url: string,
    query: object,
    parameters: Readonly<Record<string, string | undefined>>,
    read: (answer: unknown, location: ListLocation) => RestResult<Page>,
    signal: AbortSignal | undefined,
  ): Promise<RestResult<Page>> {
    const location = { baseUrl, url };
    const answer = await requester.get(operation, pageUrl(query, parameters, location), signal);
    return answer.ok ? read(answer.value, location) : answer;
  }

  return {
    projectId,
    retrieveMessage: (messageId, { signal } = {}) =>
      retrieve(
        'retrieve_message',
        messagesUrl,
        messageId,
        messageResourceSchema,
        ({ sid, account_sid }) => sid === messageId && account_sid === projectId,
        signal,
      ),
    retrieveMessageLog: (messageId, { signal } = {}) =>
      retrieve('retrieve_log', logsUrl, messageId, messageLogSchema, ({ id }) => id === messageId, signal),
    listMessages: async (query = {}, { signal } = {}) =>
      list('list_messages', messagesUrl, query, messagesParameters(query), readMessagesPage, signal),
    listMessageLogs: async (query = {}, { signal } = {}) =>
      list('list_logs', logsUrl, query, logsParameters(query), readLogsPage, signal),
    get pausedUntil() {
      return requester.pausedUntil;
    },
  };
}

function messagesParameters(query: MessagesQuery | NextPage): Record<string, string | undefined> {
  if ('next' in query) return {};
  return {
    DateSent: query.dateSent,
    'DateSent<': query.dateSentBefore,
    'DateSent>': query.dateSentAfter,
    From: query.from,
    To: query.to,
    Status: query.status,
    PageSize: pageSizeOf(query),
  };
}

function logsParameters(query: MessageLogsQuery | NextPage): Record<string, string | undefined> {
  if ('next' in query) return {};
  return {
    created_on: query.createdOn,
    created_before: query.createdBefore,
    created_after: query.createdAfter,
    page_size: pageSizeOf(query),
  };
}

function pageSizeOf({ pageSize }: { readonly pageSize?: number }): string | undefined {
  if (pageSize === undefined) return undefined;
  assertInteger('pageSize', pageSize, 1, 1_000);
  return String(pageSize);
}

function pageUrl(
  query: object,
  parameters: Readonly<Record<string, string | undefined>>,
  location: ListLocation,
): string {
  if ('next' in query) {
    const url = typeof query.next === 'string' ? nextPageUrl(query.next, location) : null;
    if (url === null) throw invalidOption('next must be what a page of this same list gave as its next.');
    return url;
  }
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) search.set(name, value);
  return search.size === 0 ? location.url : `${location.url}?${search}`;
}

/** An id as one segment of a path; `null` where no URL can hold it: a URL would take dots for another folder. */
function pathSegment(id: string): string | null {
  if (id === '' || id === '.' || id === '..' || !id.isWellFormed()) return null;
  return encodeURIComponent(id);
}
