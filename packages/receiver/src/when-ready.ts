// Most requests wait for nothing once their body is read. Going on at once, where a value is there already, saves them the
// turns of the queue and the timer that waiting takes; docs/performance.md has the figures.

/** Goes on with a value: at once where it is there, later where it is a promise. */
export function whenReady<Value, Result>(
  value: Value | Promise<Value>,
  next: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Whether there is something to wait for: a promise of whatever make. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
