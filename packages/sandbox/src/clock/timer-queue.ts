/** A timer that waits. */
export interface QueuedTimer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
  cancelled: boolean;
}

/** Timers in the order of their time; those of one instant in the order in which they were set. */
export interface TimerQueue {
  add(at: number, callback: () => void): QueuedTimer;
  cancel(timer: QueuedTimer): void;
  /** The first that was not cancelled, without taking it. */
  first(): QueuedTimer | null;
  take(): QueuedTimer | null;
}

function isBefore(left: QueuedTimer, right: QueuedTimer): boolean {
  return left.at < right.at || (left.at === right.at && left.order < right.order);
}

/** Makes an empty queue: a binary heap, as a load of many messages sets many timers. */
export function createTimerQueue(): TimerQueue {
  const heap: QueuedTimer[] = [];
  let order = 0;

  function swapIfBefore(child: number, parent: number): boolean {
    const lower = heap[child];
    const upper = heap[parent];
    if (lower === undefined || upper === undefined || !isBefore(lower, upper)) return false;
    heap[child] = upper;
    heap[parent] = lower;
    return true;
  }

  function removeTop(): QueuedTimer | undefined {
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    heap[0] = last;
    for (let parent = 0; ; ) {
      const left = heap[2 * parent + 1];
      const right = heap[2 * parent + 2];
      const child = left && right && isBefore(right, left) ? 2 * parent + 2 : 2 * parent + 1;
      if (!swapIfBefore(child, parent)) return top;
      parent = child;
    }
  }

  function first(): QueuedTimer | null {
    while (heap[0]?.cancelled) removeTop();
    return heap[0] ?? null;
  }

  return {
    add(at, callback) {
      const timer: QueuedTimer = { at, order, callback, cancelled: false };
      order += 1;
      heap.push(timer);
      for (let child = heap.length - 1; child > 0 && swapIfBefore(child, (child - 1) >> 1); ) child = (child - 1) >> 1;
      return timer;
    },
    cancel(timer) {
      timer.cancelled = true;
    },
    first,
    take() {
      first();
      return removeTop() ?? null;
    },
  };
}
