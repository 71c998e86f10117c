import { Popover } from 'radix-ui';
import { type ReactNode, useRef, useState } from 'react';

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
  const trigger = useRef<HTMLButtonElement>(null);
  const led = useRef(false);
  return (
    <Popover.Root open={open || hovered} onOpenChange={setOpen}>
      <Popover.Trigger
        ref={trigger}
        className="term"
        aria-label={`${term}: ${asks}`}
        onPointerEnter={({ pointerType }) => setHovered(pointerType === 'mouse')}
        onPointerLeave={() => setHovered(false)}
      >
        {term}
      </Popover.Trigger>
      {/* Not at the end of the document: who reads on from it goes on behind the term. */}
      <Popover.Content
        className="definition"
        aria-label={term}
        sideOffset={6}
        collisionPadding={8}
        onOpenAutoFocus={(event) => {
          // Who opens it is led to it and back; who only crosses a term with the mouse keeps the place where they type.
          led.current = open;
          if (!open) event.preventDefault();
        }}
        onKeyDown={({ key }) => {
          if (key !== 'Tab') return;
          // On from the term: there is nothing in it to go to.
          led.current = false;
          trigger.current?.focus();
          setOpen(false);
        }}
        onCloseAutoFocus={(event) => {
          if (!led.current) event.preventDefault();
        }}
      >
        {children}
      </Popover.Content>
    </Popover.Root>
  );
}
