/** What `within` resolves with where the time ran out. */
export const timedOut = Symbol('timed out');

/** Waits for a promise, but not longer than `milliseconds`. What becomes of the promise later is nobody's concern any more. */
export function within<Value>(promise: PromiseLike<Value>, milliseconds: number): Promise<Value | typeof timedOut> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, Math.max(milliseconds, 0), timedOut);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
