import { z } from 'zod';

// Every parameter arrives as text. Each schema says its rule in words of our own, which hold nothing of what was given, and
// tells OpenAPI the type that the text stands for.

/** Replaces how OpenAPI would show the text with what it stands for. */
function shownAs(schema: { readonly type: 'integer' | 'boolean' | 'string' } & Readonly<Record<string, unknown>>) {
  return ({ jsonSchema }: { jsonSchema: object }): void => {
    for (const name of ['type', 'pattern', 'enum', 'format']) Reflect.deleteProperty(jsonSchema, name);
    Object.assign(jsonSchema, schema);
  };
}

/** One of a list of words. */
export function word<const Words extends readonly [string, ...string[]]>(words: Words, description: string) {
  return z.enum(words, `Expected one of ${words.join(', ')}`).meta({ description });
}

/** A text of bounded length. */
export function text(description: string, { least = 1, most = 255 }: { least?: number; most?: number } = {}) {
  const rule = `Expected a text of ${least} to ${most} characters, given once`;
  return z.string(rule).min(least, rule).max(most, rule).meta({ description });
}

/** A whole number between two bounds, and the one that is taken where none is given. */
export function wholeNumber(
  description: string,
  { least, most, usual }: { readonly least: number; readonly most: number; readonly usual: number },
) {
  const rule = `Expected a whole number from ${least} to ${most}`;
  return z
    .string(rule)
    .regex(/^\d{1,9}$/, rule)
    .transform(Number)
    .pipe(z.int().min(least, rule).max(most, rule))
    .default(usual)
    .meta({ description, override: shownAs({ type: 'integer', minimum: least, maximum: most, default: usual }) });
}

/** Yes or no. */
export function flag(description: string) {
  return z
    .enum(['true', 'false'], 'Expected true or false')
    .transform((given) => given === 'true')
    .meta({ description, override: shownAs({ type: 'boolean' }) });
}

const instantRule = 'Expected an instant with its offset from UTC, such as 2026-03-17T22:26:57Z';

/** An instant, brought to the one spelling by which instants compare as text: ISO 8601 UTC with milliseconds. */
export function instant(description: string) {
  return z.iso
    .datetime({ offset: true, error: instantRule })
    .transform((given) => new Date(given).toISOString())
    .refine((told) => told.length === 24, instantRule)
    .meta({ description, override: shownAs({ type: 'string', format: 'date-time' }) });
}

/** Where a page begins. */
export const after = text('`next` of the page before, unchanged; left out for the first page', { most: 6_000 });

/** What an operation without parameters takes. */
export const none = z.strictObject({});
