import { type RefObject, useEffect, useRef } from 'react';

/**
 * Keeps the focus within a part of the page where what had it goes away: a button that was pressed and has done its work. Who works
 * by key would else start again from the top. It goes to the first button that is left, or to the part itself.
 */
export function useKeptFocus(part: RefObject<HTMLElement | null>, when: unknown): void {
  const isWithin = useRef(false);
  useEffect(() => {
    const note = ({ target }: FocusEvent) => {
      isWithin.current = target instanceof Node && part.current?.contains(target) === true;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, [part]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of it is when something may have gone
  useEffect(() => {
    if (!isWithin.current || document.activeElement !== document.body) return;
    const next = part.current?.querySelector<HTMLElement>('button:not(:disabled)') ?? part.current;
    next?.focus({ preventScroll: true });
  }, [when, part]);
}
