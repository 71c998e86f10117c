import { z } from 'zod';
import { statusCloudEventSchema } from './cloud-event.ts';
import { compatibilityCallbackSchema } from './compatibility-callback.ts';
import { StatusWireError } from './errors.ts';
import { messageLogSchema } from './message-log.ts';
import { messageResourceSchema } from './message-resource.ts';
import { platformCallbackSchema } from './platform-callback.ts';
import { platformMessageSchema } from './platform-message.ts';
import { statusEventSchema } from './status-event.ts';

const schemas = {
  compatibilityCallback: compatibilityCallbackSchema,
  platformCallback: platformCallbackSchema,
  messageResource: messageResourceSchema,
  messageLog: messageLogSchema,
  platformMessage: platformMessageSchema,
  statusEvent: statusEventSchema,
  statusCloudEvent: statusCloudEventSchema,
} as const;

/** A contract that has a JSON Schema. */
export type SchemaName = keyof typeof schemas;

/** Every contract that has a JSON Schema. */
export const schemaNames = Object.keys(schemas) as readonly SchemaName[];

/**
 * The JSON Schema (draft 2020-12) of a contract, derived from the zod schema that the code itself runs. Throws
 * `STATUSWIRE_INVALID_OPTIONS` for a name that is not in `schemaNames`.
 */
export function jsonSchema(name: SchemaName): Record<string, unknown> {
  if (!Object.hasOwn(schemas, name)) {
    throw new StatusWireError(
      'STATUSWIRE_INVALID_OPTIONS',
      `There is no such schema. There are: ${schemaNames.join(', ')}.`,
    );
  }
  // The input side: what zod takes. The output side would refuse the new fields that a later version may add.
  return { title: name, ...z.toJSONSchema(schemas[name], { target: 'draft-2020-12', io: 'input' }) };
}
