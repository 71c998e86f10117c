import { StatusWireError } from '@statuswire/contracts';
import type { z } from 'zod';
import type { Route } from '../host.ts';
import { type ParameterFault, problemReply } from '../problem-reply.ts';
import { accessFault } from './access.ts';
import { jsonReply } from './json-reply.ts';
import type { AnswerOf, Operation, RequestOf } from './operation.ts';
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

/** Makes a route of an operation: checks who asks and what they ask, so that the operation itself is given what it takes. */
export function implement<Asked extends Operation>(
  operation: Asked,
  answer: (request: RequestOf<Asked>) => Promise<Answered<Asked>>,
): Route {
  const { method, path, parameters, query } = operation;

  return {
    method,
    path,
    async answer(request) {
      const fault = accessFault(method, request.headers);
      if (fault !== null) return fault;
      const inPath = parameters.safeParse(request.parameters);
      const inQuery = query.safeParse(request.query);
      if (!inPath.success || !inQuery.success) {
        const errors = [
          ...(inPath.success ? [] : faultsOf(inPath.error, Object.keys(parameters.shape))),
          ...(inQuery.success ? [] : faultsOf(inQuery.error, Object.keys(query.shape))),
        ];
        return problemReply(400, { detail: problemMeanings[400], errors });
      }
      try {
        const answered = await answer({ parameters: inPath.data, query: inQuery.data } as RequestOf<Asked>);
        if ('answer' in answered) return jsonReply(answered.answer);
        return problemReply(answered.problem, { detail: answered.detail });
      } catch (error) {
        // All else was checked above, so that only a cursor can be at fault.
        const malformedCursor =
          error instanceof StatusWireError && error.code === 'STATUSWIRE_INVALID_OPTIONS' && 'after' in inQuery.data;
        if (!malformedCursor) throw error;
        const errors = [{ path: 'after', message: 'Expected the cursor of the page before, unchanged' }];
        return problemReply(400, { detail: problemMeanings[400], errors });
      }
    },
  };
}
