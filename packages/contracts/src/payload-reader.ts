import { z } from 'zod';
import { payloadParsing } from './problem.ts';

/**
 * Makes a reader of payloads out of a schema: its `safeParse`, with rules in our own words. What is accepted is accepted by
 * code that zod generates, what is refused is refused by the schema itself. The code is generated at the first payload: it
 * takes milliseconds that an import must not cost, and a page's security policy may forbid it. Where it is forbidden, or
 * `jitless` is set, the schema does it all.
 */
export function createPayloadReader<Schema extends z.ZodType>(
  schema: Schema,
): (payload: unknown) => z.ZodSafeParseResult<z.output<Schema>> {
  let compiled: Schema | null = null;
  return (payload) => {
    compiled ??= z.config().jitless ? schema : z.compile(schema);
    return compiled.safeParse(payload, payloadParsing);
  };
}
