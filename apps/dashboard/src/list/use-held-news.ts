import {
  type FocusEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react';
import { lookAgainMs } from '../live/look-again.ts';
import { useLiveNews, useLiveState } from '../live/use-live.ts';
import { createHeldNews, type ListTop } from './held-news.ts';

/** Between two tries where the service does not answer, in milliseconds. */
const retryMs = 2_000;

/**
 * Keeps a list up to date. It is held while paused, while the mouse is over it, while the focus is in one of its rows, and
 * while it is scrolled: what comes in then waits, and is shown once nothing of that is so. While the stream is lost it looks
 * by itself, as often as the figures do.
 */
export function useHeldNews<Page>({
  list,
  paused,
  loaded,
  top,
}: {
  /** What scrolls. */
  list: RefObject<HTMLElement | null>;
  paused: boolean;
  /** Whether something of the list is shown. */
  loaded: boolean;
  top: ListTop<Page>;
}) {
  const holds = useRef({ paused, pointed: false, inRows: false });
  const news = useMemo(() => {
    const isHeld = () => {
      const { paused: stopped, pointed, inRows } = holds.current;
      // A row that is scrolled away takes the focus with it, and tells nobody.
      const focused = inRows && list.current?.contains(document.activeElement) === true;
      return stopped || pointed || focused || (list.current?.scrollTop ?? 0) > 0;
    };
    return createHeldNews({ top, isHeld });
  }, [top, list]);
  const { waiting, behind } = useSyncExternalStore(news.onState, news.state);
  useLiveNews(news.tell);

  // What came in while another page was shown was told to no list.
  const lookBack = useEffectEvent((current: typeof news) => {
    if (paused && loaded) current.tell({ kind: 'anything', resumed: false });
  });
  useEffect(() => lookBack(news), [news]);
  useEffect(() => {
    holds.current.paused = paused;
    news.settle();
  }, [paused, news]);
  useEffect(() => {
    if (!behind) return;
    const timer = window.setInterval(news.settle, retryMs);
    return () => window.clearInterval(timer);
  }, [behind, news]);

  const lost = useLiveState() === 'lost';
  useEffect(() => {
    if (!lost || paused) return;
    const timer = window.setInterval(news.look, lookAgainMs);
    return () => window.clearInterval(timer);
  }, [lost, paused, news]);

  const watchers = useMemo(
    () => ({
      onPointerEnter({ pointerType }: PointerEvent) {
        holds.current.pointed = pointerType === 'mouse';
      },
      onPointerLeave() {
        holds.current.pointed = false;
        news.settle();
      },
      onFocus({ target, currentTarget }: FocusEvent) {
        holds.current.inRows = target !== currentTarget;
      },
      onBlur({ relatedTarget, currentTarget }: FocusEvent) {
        if (relatedTarget !== currentTarget && currentTarget.contains(relatedTarget)) return;
        holds.current.inRows = false;
        news.settle();
      },
      onScroll: news.settle,
    }),
    [news],
  );
  return { waiting, behind, show: news.show, watchers };
}
