/**
 * Tells a listener of something that has happened. Not from within what tells it, and whatever it throws: a logger that fails
 * must neither look like a record that failed nor end the process.
 */
export function tellListener(listener: () => void): void {
  queueMicrotask(() => {
    try {
      listener();
    } catch {}
  });
}
