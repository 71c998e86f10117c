import { readdirSync } from 'node:fs';
import tab from '@bomb.sh/tab/commander';
import type { Command } from '@commander-js/extra-typings';
import { explainErrorCode, knownErrorCodes, messageStatuses } from '@statuswire/contracts';
import type { Command as UntypedCommand } from 'commander';
import { helpEnding } from './help-text.ts';
import { faultKinds } from './sandbox/faults.ts';

const ending = helpEnding(
  [
    ['bash, for this session', 'source <(statuswire completion bash)'],
    ['zsh, for this session', 'source <(statuswire completion zsh)'],
    ['fish, for good', 'statuswire completion fish > ~/.config/fish/completions/statuswire.fish'],
  ],
  { 0: 'done', 2: 'there is no script for that shell' },
);

/** Adds `completion SHELL`, which prints a script, and the hidden command that the script asks. */
export function addCompletionCommand(program: Command): void {
  // The same class at run time; the types differ in what they infer of options.
  const completion = tab(program as unknown as UntypedCommand, { completionCommandName: 'completion' });
  const command = program.commands.find((one) => one.name() === 'completion');
  command?.summary('print a script for completion by Tab').addHelpText('after', ending);

  // What commander does not know of, as these take any word.
  completion.commands.get('errors')?.argument(
    'code',
    (complete) => {
      for (const code of knownErrorCodes) complete(code, explainErrorCode(code).meaning);
    },
    true,
  );
  completion.commands.get('trigger')?.option(
    'status',
    'any word',
    (complete) => {
      for (const status of messageStatuses) complete(status, '');
    },
    's',
  );
  completion.commands.get('sandbox')?.option('fault', 'what goes wrong', (complete) => {
    for (const kind of faultKinds) complete(kind, '');
  });
  completion.commands.get('verify')?.argument('file', (complete) => {
    for (const file of readdirSync('.', { withFileTypes: true })) if (file.isFile()) complete(file.name, '');
  });
}
