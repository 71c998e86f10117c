import type { z } from 'zod';

/** Why a payload is no event: its shape is neither dialect's, or a field of it cannot be read. */
export const problemCodes = ['unknown_dialect', 'invalid_payload', 'undecodable_body'] as const;

/** Why a payload is no event. */
export type ProblemCode = (typeof problemCodes)[number];

/** One field that could not be read. Names the field and the rule, never the value: values are texts and phone numbers. */
export interface ProblemIssue {
  readonly path: string;
  readonly message: string;
}

/** Why a payload cannot be read, in words that a person can act on and that hold nothing of the payload's values. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly issues: readonly ProblemIssue[];
}

// zod's own words may name the class of what it got, which is payload, and follow a language or an error map of the app's.
function fieldRule(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined) return 'Required';
  switch (issue.code) {
    case 'invalid_type':
      return `Expected ${issue.expected}`;
    case 'too_small':
      return 'Must not be empty';
    case 'too_big':
      return `At most ${issue.maximum} characters`;
    default:
      return 'Not of a documented form';
  }
}

/** How payloads are parsed: with rules in our own words. */
export const payloadParsing = { error: fieldRule } as const;

/** Turns zod's issues into ours. */
export function invalidPayload(message: string, issues: readonly z.core.$ZodIssue[]): Problem {
  return {
    code: 'invalid_payload',
    message,
    issues: issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message })),
  };
}
