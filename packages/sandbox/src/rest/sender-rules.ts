/** Which numbers a project may send from. */
export interface SenderRules {
  /** Whether the project bought a number. */
  owns(number: string): boolean;
  /** The numbers of each number group. */
  readonly numberGroups: Readonly<Record<string, readonly string[]>>;
}

/** Makes the rules. Without a list of numbers, every number counts as bought. */
export function createSenderRules(options: {
  readonly numbers?: readonly string[] | undefined;
  readonly numberGroups: Readonly<Record<string, readonly string[]>>;
}): SenderRules {
  const numbers = options.numbers === undefined ? null : new Set(options.numbers);
  return { owns: (number) => numbers?.has(number) ?? true, numberGroups: options.numberGroups };
}
