import { readFileSync } from 'node:fs';
import { Command } from '@commander-js/extra-typings';
import type { CommandContext } from './command-context.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addErrorsCommand } from './commands/errors.ts';
import { addListenCommand } from './commands/listen.ts';
import { addSandboxCommand } from './commands/sandbox.ts';
import { addSchemaCommand } from './commands/schema.ts';
import { addTriggerCommand } from './commands/trigger.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { addCompletionCommand } from './completion.ts';
import { exitCodes } from './exit-codes.ts';
import { helpEnding } from './help-text.ts';
import { keyVariable } from './options/signing-keys.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const ending = helpEnding(
  [
    ['print the callbacks that arrive', 'statuswire listen --port 4000'],
    ['send those of a whole life', 'statuswire trigger http://localhost:4000/ --life delivered'],
    ['find out why a signature does not match', 'statuswire verify request.http --explain'],
    ['examine an endpoint', 'statuswire doctor http://localhost:3000/callbacks/status'],
  ],
  {
    [exitCodes.ok]: 'done; where a question was asked, the answer is yes',
    [exitCodes.no]: 'the answer is no: not verified, refused, unknown, a check failed',
    [exitCodes.usage]: 'the command line, or a file that it names, cannot be used as it stands',
    [exitCodes.unreachable]: 'nobody answers at that URL, or the port cannot be listened on',
    [exitCodes.interrupted]: 'stopped by Ctrl-C (143: by SIGTERM)',
  },
);

/** The whole command line of `statuswire`. Parsing it throws commander's errors, and `CommandFailure`. */
export function createProgram(context: CommandContext): Command {
  const { out, err } = context.terminal;
  const program = new Command('statuswire')
    .description(
      `SignalWire's message status callbacks from the command line. The signing key comes from ${keyVariable}, or from --signing-key.`,
    )
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: out.write, writeErr: err.write })
    .showHelpAfterError('(add --help for options and examples)')
    .helpCommand(false)
    .addHelpText('after', ending);
  addListenCommand(program, context);
  addTriggerCommand(program, context);
  addVerifyCommand(program, context);
  addDoctorCommand(program, context);
  addSandboxCommand(program, context);
  addErrorsCommand(program, context);
  addSchemaCommand(program, context);
  addCompletionCommand(program);
  return program;
}
