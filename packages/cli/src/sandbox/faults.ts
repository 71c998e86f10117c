import { InvalidArgumentError } from '@commander-js/extra-typings';
import { type FaultInput, faultSchema } from '@statuswire/sandbox';

/** Every kind of fault. */
export const faultKinds = faultSchema.options.map(({ shape }) => shape.kind.value);

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('It begins like JSON, and is none.');
  }
}

/** Collects faults, for commander: `KIND`, `KIND:PROBABILITY`, or a rule as JSON. */
export function fault(text: string, before: readonly FaultInput[] | undefined): FaultInput[] {
  const [kind = '', probability] = text.split(':', 2);
  const rule = text.startsWith('{')
    ? readJson(text)
    : { kind, ...(probability === undefined ? {} : { probability: Number(probability) }) };
  const parsed = faultSchema.safeParse(rule);
  if (parsed.success) return [...(before ?? []), parsed.data];
  if (!faultKinds.some((one) => one === (rule as { kind?: unknown }).kind)) {
    throw new InvalidArgumentError(`The kinds are ${faultKinds.join(', ')}.`);
  }
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new InvalidArgumentError(`${issues.join('; ')}.`);
}
