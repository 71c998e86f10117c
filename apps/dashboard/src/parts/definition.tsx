import { Popover } from 'radix-ui';
import { type ReactNode, useState } from 'react';

/** A term with its definition on hover, tap or key. */
export function Definition({
  term,
  asks = 'what is counted',
  children,
}: {
  term: string;
  /** What the definition tells, for those who do not see the term among others. */
  asks?: string;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const [hovered, setHovered] = useState(false);
  return (
    <Popover.Root open={open || hovered} onOpenChange={setOpen}>
      <Popover.Trigger
        className="term"
        aria-label={`${term}: ${asks}`}
        onPointerEnter={({ pointerType }) => setHovered(pointerType === 'mouse')}
        onPointerLeave={() => setHovered(false)}
      >
        {term}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="definition"
          aria-label={term}
          sideOffset={6}
          collisionPadding={8}
          onOpenAutoFocus={(event) => event.preventDefault()}
          // Who only crosses a term with the mouse keeps the place where they type.
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
