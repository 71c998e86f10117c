import type { ReactNode } from 'react';

/** What scrolls by itself, reachable by key. */
export function ScrollRegion({
  label,
  className,
  children,
}: {
  label: string;
  className: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it, nobody could scroll by key
    <section className={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
