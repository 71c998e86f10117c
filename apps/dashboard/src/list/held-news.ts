import type { LiveNews } from '../live/live-feed.ts';

/** What came in and is not shown yet. */
export interface Waiting {
  readonly facts: number;
  /** Something that nobody counted waits as well, such as what the feed jumped over. */
  readonly uncounted: boolean;
}

/** How a list stands to what came in. */
export interface HeldState {
  /** What waits for the reader; nothing while the list is not held, as it then comes by itself. */
  readonly waiting: Waiting;
  /** The service did not answer when the list was to be brought up to date. */
  readonly behind: boolean;
}

/** The top of a list, as the service has it and as it is shown. */
export interface ListTop<Page> {
  /** What the service has now; `null` where it does not answer. */
  fetch(): Promise<Page | null>;
  show(page: Page): Promise<void>;
  isShown(page: Page): boolean;
}

/** Brings a list up to date whenever nobody is in its way, and remembers what came in while somebody was. */
export interface HeldNews {
  state(): HeldState;
  onState(listener: () => void): () => void;
  /** Takes news. */
  tell(news: LiveNews): void;
  /** No news comes at present: the service is asked whether there would be any. */
  look(): void;
  /** Something that held the list may have ended: what waits is shown, unless something else still holds it. */
  settle(): void;
  /** The reader asks for what waits: it is shown whatever holds the list. */
  show(): void;
}

const nothing: Waiting = { facts: 0, uncounted: false };

function isNothing({ facts, uncounted }: Waiting): boolean {
  return facts === 0 && !uncounted;
}

function together(a: Waiting, b: Waiting): Waiting {
  return { facts: a.facts + b.facts, uncounted: a.uncounted || b.uncounted };
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Makes what keeps a list up to date without moving it under its reader. */
export function createHeldNews<Page>({
  top,
  isHeld,
  paceMs = 400,
}: {
  readonly top: ListTop<Page>;
  /** Whether somebody is in the way now. */
  readonly isHeld: () => boolean;
  /** From one time that the service is asked to the next, at least, in milliseconds. @default 400 */
  readonly paceMs?: number;
}): HeldNews {
  const listeners = new Set<() => void>();
  let state: HeldState = { waiting: nothing, behind: false };
  /** Known of and not shown, whether it waits for the reader or for the service. */
  let pending = nothing;
  let running = false;
  let again = false;
  let asked = false;

  function become(behind: boolean): void {
    const waiting = isHeld() ? pending : nothing;
    if (behind === state.behind && waiting === state.waiting) return;
    state = { waiting, behind };
    for (const listener of listeners) listener();
  }

  async function bringUp(byReader: boolean): Promise<void> {
    if (!byReader && (isHeld() || isNothing(pending))) return become(state.behind);
    const taken = pending;
    pending = nothing;
    become(state.behind);
    const page = await top.fetch();
    if (page !== null && (byReader || !isHeld())) {
      await top.show(page);
      return become(false);
    }
    // The reader has come in its way meanwhile, or the service is away.
    const uncounted = page === null ? taken.uncounted || isNothing(taken) : taken.uncounted && !top.isShown(page);
    pending = together({ ...taken, uncounted }, pending);
    become(page === null);
  }

  async function run(): Promise<void> {
    running = true;
    while (again || asked) {
      const byReader = asked;
      again = false;
      asked = false;
      await Promise.all([bringUp(byReader), sleep(paceMs)]);
    }
    running = false;
  }

  function catchUp(): void {
    again = true;
    if (!running) void run();
  }

  function add(part: Waiting): void {
    pending = together(pending, part);
    if (isHeld()) become(state.behind);
    else catchUp();
  }

  /** Whether anything is hidden from the reader, only the service can tell; where it is away, it is if the feed jumped. */
  async function lookWhatWaits({ jumped }: { readonly jumped: boolean }): Promise<void> {
    const page = await top.fetch();
    const isNew = page === null ? jumped : !top.isShown(page);
    if (isNew) add({ facts: 0, uncounted: true });
  }

  return {
    state: () => state,
    onState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(news) {
      if (news.kind === 'fact') add({ facts: 1, uncounted: false });
      else if (!isHeld()) add({ facts: 0, uncounted: true });
      else if (!news.resumed) void lookWhatWaits({ jumped: true });
    },
    look() {
      // What waits already is fetched by itself, or asked for.
      if (isNothing(pending)) void lookWhatWaits({ jumped: false });
    },
    settle() {
      if (!isNothing(pending) && !isHeld()) catchUp();
    },
    show() {
      asked = true;
      if (!running) void run();
    },
  };
}
