import { assertInteger, assertKnownOptions } from '@statuswire/contracts';
import { checkedDate } from './instant.ts';
import { checkedFilter, type MessageFilter, type MessageSort, messageFilters, messageSorts } from './message-filter.ts';
import { assertOneOf } from './one-of.ts';
import { malformedCursor } from './page-cursor.ts';
import { quarantineStates } from './quarantine.ts';
import type { FeedQuery, ListQuery, PruneRequest, QuarantineQuery, SetAsideQuery } from './store-requests.ts';

// What callers ask of a ledger, checked and brought to what a store is asked: a store may rely on it.

/** Which page of which messages; by default the 50 first seen last. */
export interface MessageListQuery {
  readonly filter?: MessageFilter;
  /** @default 'firstSeenAt' */
  readonly sort?: MessageSort;
  /** @default 'descending' */
  readonly order?: 'ascending' | 'descending';
  /** Most items of a page, 1 to 1,000. @default 50 */
  readonly limit?: number;
  /** `next` of the page before, which was sorted by the same time. */
  readonly after?: string | null;
}

/** What to delete: each instant is exclusive; what is left out is kept. */
export interface RetentionRequest {
  /** Texts and raw payloads of messages last seen before. */
  readonly textsBefore?: Date;
  /** Whole messages last seen before, with all their facts and figures. */
  readonly messagesBefore?: Date;
  /** Resolved quarantined deliveries last received before. */
  readonly quarantineBefore?: Date;
}

const listOptions = [
  'filter',
  'sort',
  'order',
  'limit',
  'after',
] as const satisfies readonly (keyof MessageListQuery)[];
const pageOptions = ['limit', 'after'] as const;
const retentionOptions = [
  'textsBefore',
  'messagesBefore',
  'quarantineBefore',
] as const satisfies readonly (keyof RetentionRequest)[];

/** The query of a list. */
export function listQuery(request: MessageListQuery, receiptCutoff: string): ListQuery {
  assertKnownOptions('list', request, listOptions);
  const { filter = {}, sort = 'firstSeenAt', order = 'descending', limit = 50, after = null } = request;
  assertOneOf('sort', sort, messageSorts);
  assertOneOf('order', order, ['ascending', 'descending']);
  assertInteger('limit', limit, 1, 1_000);
  return {
    filter: checkedFilter(filter, messageFilters),
    sort,
    order,
    limit,
    after: after === null ? null : storeCursor(after, sort),
    receiptCutoff,
  };
}

// A store's cursor is a time and no more: taken for the other time, it would leave messages out without a word.
const letterOf: Readonly<Record<MessageSort, string>> = { firstSeenAt: 'f', lastSeenAt: 'l' };

/** The cursor of a store's list as the ledger gives it out. */
export function listCursor(next: string | null, sort: MessageSort): string | null {
  return next === null ? null : letterOf[sort] + next;
}

function storeCursor(after: string, sort: MessageSort): string {
  if (typeof after !== 'string' || !after.startsWith(letterOf[sort])) throw malformedCursor();
  return after.slice(letterOf[sort].length);
}

/** The query of the feed. */
export function feedQuery(request: Partial<FeedQuery>): FeedQuery {
  assertKnownOptions('feed', request, pageOptions);
  const { after = null, limit = 1_000 } = request;
  assertInteger('limit', limit, 1, 10_000);
  return { after, limit };
}

/** The query of what a consumer set aside. */
export function setAsideQuery(request: Pick<SetAsideQuery, 'name'> & Partial<SetAsideQuery>): SetAsideQuery {
  assertKnownOptions('setAside', request, ['name', ...pageOptions]);
  const { name, limit = 50, after = null } = request;
  assertInteger('limit', limit, 1, 1_000);
  return { name, limit, after };
}

/** The query of what is in quarantine. */
export function quarantineQuery(request: Partial<QuarantineQuery>): QuarantineQuery {
  assertKnownOptions('quarantined', request, ['state', ...pageOptions]);
  const { state = 'held', limit = 50, after = null } = request;
  assertOneOf('state', state, quarantineStates);
  assertInteger('limit', limit, 1, 1_000);
  return { state, limit, after };
}

/** What a store is to delete, at most `limit` messages at once. */
export function pruneRequest(request: RetentionRequest, limit: number): PruneRequest {
  assertKnownOptions('prune', request, retentionOptions);
  const before = (name: keyof RetentionRequest) =>
    request[name] === undefined ? null : checkedDate(name, request[name]);
  return {
    textsBefore: before('textsBefore'),
    messagesBefore: before('messagesBefore'),
    quarantineBefore: before('quarantineBefore'),
    limit,
  };
}
