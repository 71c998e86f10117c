import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { openApiDocument } from '../src/api/openapi.ts';
import type { AnswerOf, Operation } from '../src/api/operation.ts';
import { type Problem, problemSchema } from '../src/api/problem.ts';

/** What was answered: the body of a 200, or a problem. */
export type Answer<Asked extends Operation> =
  | { readonly status: 200; readonly body: AnswerOf<Asked>; readonly headers: Headers }
  | { readonly status: 400 | 403 | 404 | 409 | 503; readonly body: Problem; readonly headers: Headers };

const ajv = new Ajv2020({ strict: false, allErrors: true });
// The package's types describe its CommonJS half only.
(addFormats as unknown as (instance: Ajv2020) => void)(ajv);
ajv.addFormat('base64', /^[A-Za-z0-9+/]*={0,2}$/);
ajv.addSchema(openApiDocument, 'openapi');
const validators = new Map<string, ValidateFunction>();

function validatorOf(pointer: string): ValidateFunction {
  const known = validators.get(pointer) ?? ajv.compile({ $ref: `openapi#${pointer}` });
  validators.set(pointer, known);
  return known;
}

function pointerTo(steps: readonly string[]): string {
  const escaped = steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')));
  return escaped.map((step) => `/${step}`).join('');
}

/** Fails unless a value is what the OpenAPI document says at a place: someone else's reader of it. */
export function expectDescribed(value: unknown, steps: readonly string[], because: string): void {
  const validate = validatorOf(pointerTo(steps));
  expect(validate(value) ? [] : validate.errors, `${because} is not as OpenAPI describes it`).toEqual([]);
}

/** Parses JSON as it is, but for members that zod leaves out of every record. */
export function parseJson(text: string): unknown {
  return JSON.parse(text, (name, value) => (name === '__proto__' ? undefined : value));
}

/** Fills in the path's parameters. */
export function pathOf({ path }: Operation, parameters: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
}

/** Asks one operation; every answer must be as its zod schema and the OpenAPI document say. */
export async function ask<const Asked extends Operation>(
  url: string,
  operation: Asked,
  {
    parameters = {},
    query = {},
    headers = {},
  }: {
    readonly parameters?: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, string | number | boolean>> | string;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<Answer<Asked>> {
  const { method } = operation;
  const search =
    typeof query === 'string'
      ? query
      : new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString();
  const response = await fetch(`${url}${pathOf(operation, parameters)}?${search}`, { method, headers });
  const body = parseJson(await response.text());
  const { status } = response;
  const type = response.headers.get('content-type') ?? '';
  expect(response.headers.get('cache-control')).toBe('no-store');
  const place = ['paths', operation.path, method.toLowerCase(), 'responses', String(status), 'content', type, 'schema'];
  expectDescribed(body, place, `${method} ${operation.path} with ${status}`);
  if (status === 200) {
    expect(operation.answer.parse(body)).toEqual(body);
    return { status, body: body as AnswerOf<Asked>, headers: response.headers };
  }
  const problem = problemSchema.parse(body);
  expect(problem).toEqual({ ...(body as object), status, title: response.statusText });
  return { status: status as 400, body: problem, headers: response.headers };
}

/** Asks and expects an answer. */
export async function answerOf<const Asked extends Operation>(
  url: string,
  operation: Asked,
  request: Parameters<typeof ask>[2] = {},
): Promise<AnswerOf<Asked>> {
  const answer = await ask(url, operation, request);
  if (answer.status !== 200) throw new Error(`${operation.id} was answered ${JSON.stringify(answer.body)}`);
  return answer.body;
}
