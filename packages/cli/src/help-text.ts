/** One example of a command's help: what for, and what to type. */
export type Example = readonly [purpose: string, command: string];

/** The part of a help text behind the options: examples, then what the command's exit codes say. */
export function helpEnding(examples: readonly Example[], exits: Readonly<Record<number, string>>): string {
  const shown = examples.map(([purpose, command]) => `  # ${purpose}\n  $ ${command}`).join('\n');
  const codes = Object.entries(exits).map(([code, meaning]) => `  ${code.padEnd(3)} ${meaning}`);
  return `\nExamples:\n${shown}\n\nExit codes:\n${codes.join('\n')}`;
}
