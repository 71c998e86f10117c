import type { SandboxMessage } from '../message/message.ts';

/** Most entries that a page takes. */
export const maxPageSize = 1_000;

/** Entries on a page where nothing else was asked. */
export const defaultPageSize = 50;

/** Which page is asked for. */
export interface PageQuery {
  readonly page: number;
  readonly pageSize: number;
  /** The last entry of the page before, as the links of a page tell it. */
  readonly token: string | null;
}

/** A page, and the tokens with which its neighbours are asked for; `null` where there is none. */
export interface Page {
  readonly messages: readonly SandboxMessage[];
  readonly next: { readonly token: string } | null;
  readonly previous: { readonly token: string | null } | null;
}

/**
 * Reads page number and size. `null` where either is no number in range: 0 or more, and 1 to 1,000.
 */
export function readPageQuery(texts: {
  readonly page: string | null;
  readonly pageSize: string | null;
  readonly token: string | null;
}): PageQuery | null {
  const { page = null, pageSize = null, token } = texts;
  if (page !== null && !/^\d{1,9}$/.test(page)) return null;
  if (pageSize !== null && (!/^\d{1,9}$/.test(pageSize) || Number(pageSize) < 1)) return null;
  return {
    page: Number(page ?? 0),
    pageSize: Math.min(Number(pageSize ?? defaultPageSize), maxPageSize),
    token,
  };
}

/**
 * Cuts a page out of messages that stand newest first. A token says after which message the page begins, so that messages
 * which arrive meanwhile shift nothing. `null` where the token is none of ours.
 */
export function cutPage(messages: readonly SandboxMessage[], query: PageQuery): Page | null {
  let start = query.page * query.pageSize;
  if (query.token !== null) {
    const anchor = messages.findIndex(({ id }) => `PA${id}` === query.token);
    if (anchor === -1) return null;
    start = anchor + 1;
  }
  const page = messages.slice(start, start + query.pageSize);
  const last = page.at(-1);
  const beforePrevious = messages[start - query.pageSize - 1];
  return {
    messages: page,
    next: last !== undefined && start + page.length < messages.length ? { token: `PA${last.id}` } : null,
    previous: start === 0 ? null : { token: beforePrevious === undefined ? null : `PA${beforePrevious.id}` },
  };
}
