import type { z } from 'zod';
import type { Right } from '../access/rights.ts';
import type { ProblemStatus } from './problem.ts';

/** One operation of the API as its callers see it: what it takes and answers. Types, checks and OpenAPI come from here. */
export interface Operation {
  /** Names it in OpenAPI. */
  readonly id: string;
  readonly method: 'GET' | 'POST';
  /** With its parameters in braces: `/api/messages/{projectId}/{messageId}`. */
  readonly path: `/api/${string}`;
  /** The right that it takes; a POST must say one. @default 'read' for GET */
  readonly needs?: Right;
  readonly summary: string;
  readonly description?: string;
  /** The parameters in the path. */
  readonly parameters: z.ZodObject;
  /** The query. Strict: a misspelt parameter that is ignored looks like one that works. */
  readonly query: z.ZodObject;
  /** The body of a 200. */
  readonly answer: z.ZodType;
  /** How it can go wrong, beside what any operation can: 400, 401, 403, 429 and 503. */
  readonly problems: readonly ProblemStatus[];
}

/** An operation that answers with server-sent events. */
export interface StreamOperation
  extends Pick<Operation, 'id' | 'path' | 'needs' | 'summary' | 'description' | 'parameters' | 'query'> {
  readonly method: 'GET';
  /** The data of each kind of event. */
  readonly events: Readonly<Record<string, z.ZodType>>;
}

/** An operation that answers with a file of any length. */
export interface DownloadOperation
  extends Pick<Operation, 'id' | 'path' | 'needs' | 'summary' | 'description' | 'parameters' | 'query'> {
  readonly method: 'GET';
  /** What the file holds, by media type: the whole of it as text, or each of its lines. */
  readonly files: Readonly<Record<string, z.ZodType>>;
  /** What its head says beyond the media type. */
  readonly headers: z.ZodObject;
}

/** What an operation is given, parsed. */
export interface RequestOf<Asked extends Operation | StreamOperation | DownloadOperation> {
  readonly parameters: z.output<Asked['parameters']>;
  readonly query: z.output<Asked['query']>;
}

/** What an operation answers, as it goes into JSON. */
export type AnswerOf<Asked extends Operation> = z.output<Asked['answer']>;
