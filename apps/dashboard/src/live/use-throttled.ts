import { useEffect, useEffectEvent, useRef } from 'react';

/** Calls at once, and then at most once in a while, the last call never lost. */
export function useThrottled(action: () => void, everyMs: number): () => void {
  const act = useEffectEvent(action);
  const timer = useRef<number | null>(null);
  const again = useRef(false);
  const run = useRef<() => void>(() => {});
  useEffect(() => {
    run.current = () => {
      if (timer.current !== null) {
        again.current = true;
        return;
      }
      again.current = false;
      timer.current = window.setTimeout(() => {
        timer.current = null;
        if (again.current) run.current();
      }, everyMs);
      act();
    };
    return () => {
      if (timer.current !== null) window.clearTimeout(timer.current);
      timer.current = null;
    };
  }, [everyMs]);
  return useRef(() => run.current()).current;
}
