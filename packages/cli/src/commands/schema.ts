import { Argument, type Command } from '@commander-js/extra-typings';
import { jsonSchema, schemaNames } from '@statuswire/contracts';
import type { CommandContext } from '../command-context.ts';
import { helpEnding } from '../help-text.ts';

const ending = helpEnding(
  [
    ['which there are', 'statuswire schema'],
    ['the normal form that both dialects become', 'statuswire schema statusEvent > status-event.schema.json'],
  ],
  { 0: 'done', 2: 'there is no schema of that name' },
);

/** `schema NAME`: the JSON Schema of a contract. */
export function addSchemaCommand(program: Command, { terminal }: CommandContext): void {
  program
    .command('schema')
    .summary('print JSON Schemas')
    .description('Prints the JSON Schema (draft 2020-12) of a contract; without a name, the names.')
    .addArgument(new Argument('[name]', 'the contract').choices(schemaNames))
    .addHelpText('after', ending)
    .action((name) => {
      terminal.out.line(name === undefined ? schemaNames.join('\n') : JSON.stringify(jsonSchema(name), null, 2));
    });
}
