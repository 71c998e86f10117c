import type { SandboxMessage } from '../message/message.ts';
import { type DateFilter, type DateRelation, readDateFilter } from './date-filter.ts';
import type { RestReply } from './http-message.ts';
import { cutPage, readPageQuery } from './paging.ts';
import { type PlatformFault, validationError } from './platform-errors.ts';
import { messageLog } from './platform-resource.ts';

const dateFilters = [
  ['created_before', 'before'],
  ['created_on', 'on'],
  ['created_after', 'after'],
] as const satisfies readonly (readonly [string, DateRelation])[];

function readFilters(query: URLSearchParams): { filters: DateFilter[]; faults: PlatformFault[] } {
  const filters: DateFilter[] = [];
  const faults: PlatformFault[] = [];
  for (const [attribute, relation] of dateFilters) {
    const text = query.get(attribute);
    if (text === null || text === '') continue;
    const fits = readDateFilter(text, relation);
    if (fits === null) faults.push({ code: 'datetime_required', message: 'This value must be a DateTime', attribute });
    else filters.push(fits);
  }
  return { filters, faults };
}

/** Answers a list request. `messages`: those of the project, newest first; `origin`: the sandbox's own URL. */
export function listMessageLogs(
  query: URLSearchParams,
  messages: readonly SandboxMessage[],
  origin: string,
): RestReply {
  const { filters, faults } = readFilters(query);
  if (faults.length > 0) return validationError(faults);
  const pageQuery = readPageQuery({
    page: query.get('page_number'),
    pageSize: query.get('page_size'),
    token: query.get('page_token'),
  });
  if (pageQuery === null) {
    const message = 'page_number and page_size must be whole numbers, page_size 1 to 1000';
    return validationError([{ code: 'invalid_parameter', message, attribute: 'page_size' }]);
  }
  const found = messages.filter(({ createdAt }) => filters.every((fits) => fits(createdAt)));
  const page = cutPage(found, pageQuery);
  if (page === null) {
    const message = 'is not one that this list gave out';
    return validationError([{ code: 'invalid_parameter', message, attribute: 'page_token' }]);
  }

  function link(number: number | null, token: string | null): string {
    const parameters = new URLSearchParams(query);
    parameters.delete('page_token');
    parameters.delete('page_number');
    if (number !== null) parameters.set('page_number', String(number));
    parameters.set('page_size', String(pageQuery?.pageSize));
    if (token !== null) parameters.set('page_token', token);
    return `${origin}/api/messaging/logs?${parameters}`;
  }

  const { next, previous } = page;
  const links = {
    self: link(pageQuery.page, pageQuery.token),
    first: link(null, null),
    ...(next === null ? {} : { next: link(pageQuery.page + 1, next.token) }),
    ...(previous === null ? {} : { prev: link(Math.max(pageQuery.page - 1, 0), previous.token) }),
  };
  return { status: 200, body: { links, data: page.messages.map((message) => messageLog(message, origin)) } };
}
