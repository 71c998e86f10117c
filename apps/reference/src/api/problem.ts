import { z } from 'zod';

/** An error that a person may read (RFC 9457). It never quotes what was sent. */
export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'The parameters that were refused, and the rule that each breaks' }),
  })
  .meta({ id: 'Problem', description: 'An RFC 9457 problem document. It never quotes what was sent.' });

/** An error that a person may read. */
export type Problem = z.infer<typeof problemSchema>;

/** What each status of a problem means in this API. */
export const problemMeanings = {
  400: 'A parameter cannot be read; `errors` names it and its rule',
  401: 'No credentials were given, or unknown ones, where this service takes them',
  403: 'Without credentials: not asked from this machine itself. With them: no right to do this. Or a page of another site asked',
  404: 'There is no such thing',
  409: 'It is not in a state in which this can be done',
  429: 'Too many wrong credentials came from this address; try again after `Retry-After` seconds',
  503: 'The database cannot be read or written now, or as many event streams or exports are open as may be; try again after `Retry-After` seconds',
} as const;

/** A status with which this API says that something is wrong. */
export type ProblemStatus = keyof typeof problemMeanings;
