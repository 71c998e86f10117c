/** The frameworks that are measured. */
export const frameworks = ['express', 'koa'] as const;

/** A framework that is measured. */
export type Framework = (typeof frameworks)[number];

/** What is compared on each framework; `docs/performance.md` says what each of them does. */
export const contenders = ['bare', 'hand-written', 'statuswire', 'today'] as const;

/** One of those that are compared. */
export type Contender = (typeof contenders)[number];
