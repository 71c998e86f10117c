import { useEffect, useEffectEvent, useRef } from 'react';

/**
 * Does something at once, and then again at most once in a while and never before it is done, the last call never lost: over a
 * slow network each beginning would else call off the one before, and nothing would ever come to an end.
 */
export function useThrottled(action: () => unknown, everyMs: number): () => void {
  const act = useEffectEvent(action);
  const run = useRef<() => void>(() => {});
  useEffect(() => {
    let running = false;
    let wanted = false;
    const pause = () => new Promise((resolve) => window.setTimeout(resolve, everyMs));
    async function go(): Promise<void> {
      running = true;
      while (wanted) {
        wanted = false;
        await Promise.all([act(), pause()]);
      }
      running = false;
    }
    run.current = () => {
      wanted = true;
      if (!running) void go();
    };
    return () => {
      wanted = false;
      run.current = () => {};
    };
  }, [everyMs]);
  return useRef(() => run.current()).current;
}
