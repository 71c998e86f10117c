/** How often to look for what nothing announces, in milliseconds. */
export const lookAgainMs = 15_000;
