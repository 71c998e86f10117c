import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { fetchMessages, type MessagePage } from '../api/client.ts';
import { filterParameters, orders, periodOf, type View } from '../view/view.ts';

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

/** The messages of a view, page after page, and how to begin anew with what is there now. */
export function useMessages(view: View) {
  const client = useQueryClient();
  // What only figures heed does not make another list.
  const queryKey = ['messages', JSON.stringify({ ...view, by: undefined })];
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchMessages({ ...parametersOf(view), after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }: MessagePage) => next ?? undefined,
    placeholderData: keepPreviousData,
    // Pages that are further down are not read again behind the reader's back.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    // Else each page that comes is compared with all that are there.
    structuralSharing: false,
  });
  const [, key] = queryKey;
  // Answers can overtake each other. All but the latest call would be too much to drop: where callbacks keep coming in, and
  // answers are slow, there is always a later one.
  const calls = useRef({ begun: 0, shown: 0 });
  const refresh = useCallback(async () => {
    calls.current.begun += 1;
    const call = calls.current.begun;
    const viewed = JSON.parse(key ?? '{}') as View;
    const first = await fetchMessages(parametersOf(viewed), AbortSignal.timeout(10_000)).catch(() => null);
    const isOvertaken = () => calls.current.shown > call;
    if (first === null) return isOvertaken();
    // What was asked for before would come in after, and take its place.
    await client.cancelQueries({ queryKey: ['messages', key], exact: true });
    if (isOvertaken()) return true;
    calls.current.shown = call;
    const data: InfiniteData<MessagePage, string | undefined> = { pages: [first], pageParams: [undefined] };
    client.setQueryData(['messages', key], data);
    return true;
  }, [client, key]);
  return { query, refresh };
}
