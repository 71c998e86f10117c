/** What somebody may be allowed to do; each is granted by itself. */
export const rights = ['read', 'check', 'replay', 'metrics'] as const;

/** Something that somebody may be allowed to do. */
export type Right = (typeof rights)[number];

/** What each right is for. */
export const rightMeanings: Readonly<Record<Right, string>> = {
  read: 'see messages with their texts and numbers, figures and quarantine: the dashboard, and every GET of the API',
  check: 'ask SignalWire about a message now; pause and resume the reconciler',
  replay: 'read quarantined deliveries once more',
  metrics: 'read /metrics, which holds no text, number or id',
};

/** Whether a word is a right. */
export function isRight(word: string): word is Right {
  return (rights as readonly string[]).includes(word);
}
