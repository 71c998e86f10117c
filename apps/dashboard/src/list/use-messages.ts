import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { fetchMessages, type MessagePage } from '../api/client.ts';
import { stillWhile } from '../live/pause.ts';
import { filterParameters, orders, periodOf, type View } from '../view/view.ts';
import type { ListTop } from './held-news.ts';

const pageSize = '100';

/** The parameters with which the API is asked for the messages of a view, in its order. */
export function listParameters(view: View) {
  const { since, until } = periodOf(view, Date.now());
  const order = view.order === undefined ? {} : orders[view.order];
  return { ...filterParameters(view), ...order, since: since ?? undefined, until: until ?? undefined };
}

function parametersOf(view: View) {
  return { ...listParameters(view), limit: pageSize };
}

/** The messages of a view, page after page, and their top as the service has it now. */
export function useMessages(view: View, paused: boolean) {
  const client = useQueryClient();
  // What only figures heed does not make another list.
  const list = JSON.stringify({ ...view, by: undefined });
  const queryKey = ['messages', list];
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchMessages({ ...parametersOf(view), after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }: MessagePage) => next ?? undefined,
    placeholderData: keepPreviousData,
    // News of it is told to the list that is shown, and to no other.
    staleTime: 0,
    ...stillWhile(paused),
    // Pages that are further down are not read again behind the reader's back.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    // Else each page that comes is compared with all that are there.
    structuralSharing: false,
  });
  const top = useMemo((): ListTop<MessagePage> => {
    const key = ['messages', list];
    type Pages = InfiniteData<MessagePage, string | undefined>;
    return {
      fetch: () => fetchMessages(parametersOf(JSON.parse(list) as View), AbortSignal.timeout(10_000)).catch(() => null),
      async show(page) {
        // A page that is on its way would bring back the old ones that it follows.
        await client.cancelQueries({ queryKey: key });
        client.setQueryData<Pages>(key, { pages: [page], pageParams: [undefined] });
      },
      isShown(page) {
        const [shown] = client.getQueryData<Pages>(key)?.pages ?? [];
        return shown !== undefined && JSON.stringify(shown.items) === JSON.stringify(page.items);
      },
    };
  }, [client, list]);
  return { query, top };
}
