import { StatusWireError } from '@statuswire/contracts';
import type { z } from 'zod';
import type { Reply, Route, RouteRequest, StreamedReply } from '../host.ts';
import { type ParameterFault, problemReply } from '../problem-reply.ts';
import { jsonReply } from './json-reply.ts';
import type { AnswerOf, DownloadOperation, Operation, RequestOf, StreamOperation } from './operation.ts';
import { problemMeanings } from './problem.ts';

/** What came of an operation: its answer, or one of the problems that it names. */
export type Answered<Asked extends Operation> =
  | { readonly answer: AnswerOf<Asked> }
  | { readonly problem: Asked['problems'][number]; readonly detail: string };

// What stands in the place of a name can be anything, a number of somebody's included.
function nameOf(name: PropertyKey | undefined): string {
  return typeof name === 'string' && /^[A-Za-z_-]{1,40}$/.test(name) ? name : '(a name that is none)';
}

function faultsOf(error: z.ZodError, known: readonly string[]): ParameterFault[] {
  return error.issues.flatMap((issue): ParameterFault[] => {
    if (issue.code !== 'unrecognized_keys') return [{ path: nameOf(issue.path[0]), message: issue.message }];
    const message = known.length === 0 ? 'There are no parameters' : `The parameters are ${known.join(', ')}`;
    return issue.keys.map((key) => ({ path: nameOf(key), message }));
  });
}

/** What is said of a cursor that was not made here. */
export const malformedCursor: Reply = problemReply(400, {
  detail: problemMeanings[400],
  errors: [{ path: 'after', message: 'Expected the cursor of the page before, unchanged' }],
});

type AnyOperation = Operation | StreamOperation | DownloadOperation;

function placeOf({ method, path, needs }: AnyOperation): Pick<Route, 'method' | 'path' | 'needs'> {
  return { method, path, ...(needs === undefined ? {} : { needs }) };
}

function parsed<Asked extends AnyOperation>(
  { parameters, query }: Asked,
  request: RouteRequest,
): { readonly refused: Reply } | { readonly request: RequestOf<Asked> } {
  const inPath = parameters.safeParse(request.parameters);
  const inQuery = query.safeParse(request.query);
  if (!inPath.success || !inQuery.success) {
    const errors = [
      ...(inPath.success ? [] : faultsOf(inPath.error, Object.keys(parameters.shape))),
      ...(inQuery.success ? [] : faultsOf(inQuery.error, Object.keys(query.shape))),
    ];
    return { refused: problemReply(400, { detail: problemMeanings[400], errors }) };
  }
  return { request: { parameters: inPath.data, query: inQuery.data } as RequestOf<Asked> };
}

/** Makes a route of an operation: checks what is asked, so that the operation itself is given what it takes. */
export function implement<Asked extends Operation>(
  operation: Asked,
  answer: (request: RequestOf<Asked>) => Promise<Answered<Asked>>,
): Route {
  return {
    ...placeOf(operation),
    async answer(request) {
      const asked = parsed(operation, request);
      if ('refused' in asked) return asked.refused;
      try {
        const answered = await answer(asked.request);
        if ('answer' in answered) return jsonReply(answered.answer);
        return problemReply(answered.problem, { detail: answered.detail });
      } catch (error) {
        // All else was checked above, so that only a cursor can be at fault.
        const isCursorsFault =
          error instanceof StatusWireError &&
          error.code === 'STATUSWIRE_INVALID_OPTIONS' &&
          'after' in asked.request.query;
        if (!isCursorsFault) throw error;
        return malformedCursor;
      }
    },
  };
}

/** Makes a route of an operation that answers bit by bit: the same checks, and the headers, as a cursor may stand there. */
export function implementStream<Asked extends StreamOperation | DownloadOperation>(
  operation: Asked,
  answer: (
    request: RequestOf<Asked> & Pick<RouteRequest, 'headers'>,
  ) => Reply | StreamedReply | Promise<Reply | StreamedReply>,
): Route {
  return {
    ...placeOf(operation),
    answer(request) {
      const asked = parsed(operation, request);
      return 'refused' in asked ? asked.refused : answer({ ...asked.request, headers: request.headers });
    },
  };
}
