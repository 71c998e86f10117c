import type { Command } from '@commander-js/extra-typings';
import { type ErrorExplanation, explainErrorCode, knownErrorCodes } from '@statuswire/contracts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { helpEnding } from '../help-text.ts';

const ending = helpEnding(
  [
    ['what a code means', 'statuswire errors 30003'],
    ['several, for a script', 'statuswire errors 30003 21610 --json'],
    ['all of them', 'statuswire errors'],
  ],
  { 0: 'every code is known', 1: 'SignalWire documents no meaning for at least one of them', 2: 'wrong usage' },
);

/** `errors CODE…`: what SignalWire means by an error code. */
export function addErrorsCommand(program: Command, { terminal, finish }: CommandContext): void {
  const { out } = terminal;

  function row({ code, known, meaning, class: kind }: ErrorExplanation): string {
    return `${out.paint('strong', code.padEnd(6))} ${out.paint(known ? 'name' : 'doubtful', kind.padEnd(13))} ${meaning}`;
  }

  program
    .command('errors')
    .summary('explain error codes')
    .description("Explains error codes, by SignalWire's meanings: the same numbers mean other things elsewhere.")
    .argument('[code...]', 'error codes, such as 30003; without one, all of them')
    .option('--json', 'print one JSON object per code')
    .addHelpText('after', ending)
    .action((codes, options) => {
      const explanations = (codes.length === 0 ? knownErrorCodes : codes).map(explainErrorCode);
      for (const explanation of explanations) {
        out.line(options.json ? JSON.stringify(explanation) : row(explanation));
      }
      finish(explanations.every(({ known }) => known) ? exitCodes.ok : exitCodes.no);
    });
}
