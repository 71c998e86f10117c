/** What somebody may be allowed to do; each is granted by itself. What each is for: docs/operations.md, "Who may use it". */
export const rights = ['read', 'check', 'replay', 'metrics'] as const;

/** Something that somebody may be allowed to do. */
export type Right = (typeof rights)[number];

/** Whether a word is a right. */
export function isRight(word: string): word is Right {
  return (rights as readonly string[]).includes(word);
}
