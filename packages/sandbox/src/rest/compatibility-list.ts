import type { SandboxMessage } from '../message/message.ts';
import { badRequest } from './compatibility-errors.ts';
import { compatibilityPath, compatibilityResource } from './compatibility-resource.ts';
import { type DateRelation, readDateFilter } from './date-filter.ts';
import type { RestReply } from './http-message.ts';
import { cutPage, readPageQuery } from './paging.ts';

type Filter = (message: SandboxMessage) => boolean;

const dateFilters = [
  ['DateSent', 'sentAt', 'on'],
  ['DateSent<', 'sentAt', 'before'],
  ['DateSent>', 'sentAt', 'after'],
  ['DateCreated', 'createdAt', 'on'],
] as const satisfies readonly (readonly [string, keyof SandboxMessage, DateRelation])[];

/** The filters that a query asks for; the name of the parameter that cannot be read, otherwise. */
function readFilters(query: URLSearchParams): Filter[] | string {
  const filters: Filter[] = [];
  for (const [name, field, relation] of dateFilters) {
    const text = query.get(name);
    if (text === null || text === '') continue;
    const fits = readDateFilter(text, relation);
    if (fits === null) return name;
    filters.push((message) => {
      const at = message[field];
      return at !== null && fits(at);
    });
  }
  for (const [name, field] of [
    ['From', 'from'],
    ['To', 'to'],
    ['Status', 'status'],
  ] as const) {
    const text = query.get(name);
    if (text) filters.push((message) => message[field] === (field === 'status' ? text.toLowerCase() : text));
  }
  return filters;
}

/** Answers a list request. `messages`: those of the project, newest first. */
export function listCompatibilityMessages(
  projectId: string,
  query: URLSearchParams,
  messages: readonly SandboxMessage[],
): RestReply {
  const filters = readFilters(query);
  if (typeof filters === 'string') return badRequest(10000, `${filters} must be a date such as 2026-03-17.`);
  const pageQuery = readPageQuery({
    page: query.get('Page'),
    pageSize: query.get('PageSize'),
    token: query.get('PageToken'),
  });
  if (pageQuery === null) return badRequest(10000, 'Page and PageSize must be whole numbers, PageSize 1 to 1000.');
  const found = messages.filter((message) => filters.every((fits) => fits(message)));
  const page = cutPage(found, pageQuery);
  if (page === null) return badRequest(10000, 'PageToken is not one that this list gave out.');

  function pageUri(number: number, token: string | null): string {
    const parameters = new URLSearchParams(query);
    parameters.delete('PageToken');
    parameters.set('Page', String(number));
    parameters.set('PageSize', String(pageQuery?.pageSize));
    if (token !== null) parameters.set('PageToken', token);
    return `${compatibilityPath(projectId)}?${parameters}`;
  }

  return {
    status: 200,
    body: {
      uri: pageUri(pageQuery.page, pageQuery.token),
      first_page_uri: pageUri(0, null),
      next_page_uri: page.next && pageUri(pageQuery.page + 1, page.next.token),
      previous_page_uri: page.previous && pageUri(Math.max(pageQuery.page - 1, 0), page.previous.token),
      page: pageQuery.page,
      page_size: pageQuery.pageSize,
      messages: page.messages.map(compatibilityResource),
    },
  };
}
