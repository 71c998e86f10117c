import { z } from 'zod';

/**
 * A schema whose accepting path is generated code, made when it is first asked for: generating takes milliseconds that an
 * import must not cost, and it is what a page's security policy may forbid. Where it is forbidden, or `jitless` is set, the
 * schema is used as it is; what is refused is always refused by the schema itself.
 */
export function compileOnUse<Schema extends z.ZodType>(schema: Schema): () => Schema {
  let compiled: Schema | null = null;
  return () => {
    compiled ??= z.config().jitless ? schema : z.compile(schema);
    return compiled;
  };
}
