/** The databases that can be measured. */
export const databases = ['sqlite', 'postgres'] as const;

/** A database that can be measured. */
export type DatabaseName = (typeof databases)[number];
