import { type MessageLog, type MessageResource, messageLogSchema, messageResourceSchema } from '@statuswire/contracts';
import { z } from 'zod';
import { malformed, type RestResult } from './rest-result.ts';

/** One page of a list. */
export interface MessagesPage<Item> {
  readonly items: readonly Item[];
  /** How many entries of the page could not be read: one of them must not hide the others. */
  readonly unreadable: number;
  /** Asks for the page behind it; `null` at the end. */
  readonly next: string | null;
}

const entries = z.array(z.unknown());
const compatibilityPage = z.looseObject({ messages: entries, next_page_uri: z.string().nullish() });
const platformPage = z.looseObject({
  data: entries,
  links: z.looseObject({ next: z.string().nullish() }).nullish(),
});

/** Where a list is: a link to its next page must lead there too. */
export interface ListLocation {
  /** Without a slash at its end; may have a path. */
  readonly baseUrl: string;
  /** The list's whole URL, without a query. */
  readonly url: string;
}

/** Reads a page of the Compatibility API's messages. */
export function readMessagesPage(answer: unknown, location: ListLocation): RestResult<MessagesPage<MessageResource>> {
  const parsed = compatibilityPage.safeParse(answer);
  if (!parsed.success) return malformed('The answer is no page of messages.');
  return page(parsed.data.messages, messageResourceSchema, parsed.data.next_page_uri, location);
}

/** Reads a page of the platform's message logs. */
export function readLogsPage(answer: unknown, location: ListLocation): RestResult<MessagesPage<MessageLog>> {
  const parsed = platformPage.safeParse(answer);
  if (!parsed.success) return malformed('The answer is no page of message logs.');
  return page(parsed.data.data, messageLogSchema, parsed.data.links?.next, location);
}

function page<Schema extends z.ZodType>(
  found: readonly unknown[],
  schema: Schema,
  link: string | null | undefined,
  location: ListLocation,
): RestResult<MessagesPage<z.output<Schema>>> {
  const items = found.flatMap((entry) => {
    const parsed = schema.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
  let next: string | null = null;
  if (link !== undefined && link !== null && link !== '') {
    next = nextPageUrl(link, location);
    if (next === null) return malformed('The link to the next page leads elsewhere; it was not followed.');
  }
  return { ok: true, value: { items, unreadable: found.length - items.length, next } };
}

/**
 * The URL of a next page, or `null` where the link leads to another origin or another list: the token goes along with every
 * request, so no answer may decide where to.
 */
export function nextPageUrl(link: string, { baseUrl, url }: ListLocation): string | null {
  try {
    const list = new URL(url);
    const next = new URL(link, `${baseUrl}/`);
    // SignalWire leaves out of its links what a gateway, or its own client, puts in front of the path.
    const path = next.pathname.replace(/\.json$/, '');
    const isThisList = path.length > 1 && list.pathname.endsWith(path);
    return next.origin === list.origin && isThisList && next.username === '' ? `${url}${next.search}` : null;
  } catch {
    return null;
  }
}
