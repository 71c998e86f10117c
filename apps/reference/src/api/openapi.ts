import { compatibilityCallbackSchema, platformCallbackSchema } from '@statuswire/contracts';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { eventStreamType } from '../live/event-stream.ts';
import { version } from '../version.ts';
import { exportMessages } from './export.ts';
import type { DownloadOperation, Operation, StreamOperation } from './operation.ts';
import { operations } from './operations.ts';
import { type ProblemStatus, problemMeanings, problemSchema } from './problem.ts';
import { streamFeed } from './stream.ts';

const retryAfter = z.object({ 'Retry-After': z.int().meta({ description: 'Seconds', example: 1 }) });

function problemResponse(description: string, headers?: z.ZodObject) {
  return {
    description,
    content: { 'application/problem+json': { schema: problemSchema } },
    ...(headers === undefined ? {} : { headers }),
  };
}

/** How any operation can go wrong. */
const anyOperation = [400, 401, 403, 429] as const satisfies readonly ProblemStatus[];

function problemOf(status: ProblemStatus) {
  return problemResponse(problemMeanings[status], status === 503 || status === 429 ? retryAfter : undefined);
}

function described({ id, summary, description, parameters, query, answer, problems }: Operation) {
  const statuses: readonly ProblemStatus[] = [...anyOperation, ...problems, 503];
  const operation: ZodOpenApiOperationObject = {
    operationId: id,
    summary,
    ...(description === undefined ? {} : { description }),
    requestParams: { path: parameters, query },
    responses: {
      200: { description: 'What was asked for', content: { 'application/json': { schema: answer } } },
      ...Object.fromEntries(statuses.map((status) => [status, problemOf(status)])),
    },
  };
  return operation;
}

function describedStream({ id, summary, description, parameters, query, events }: StreamOperation) {
  const kinds = Object.entries(events).map(([event, data]) => z.object({ event: z.literal(event), data }));
  const operation: ZodOpenApiOperationObject = {
    operationId: id,
    summary,
    ...(description === undefined ? {} : { description }),
    requestParams: {
      path: parameters,
      query,
      header: z.object({ 'Last-Event-ID': z.string().optional().meta({ description: 'Of the last event read' }) }),
    },
    responses: {
      200: {
        description: 'Events, until either side ends',
        content: { [eventStreamType]: { schema: z.union(kinds) } },
      },
      ...Object.fromEntries([...anyOperation, 503 as const].map((status) => [status, problemOf(status)])),
    },
  };
  return operation;
}

function describedDownload({ id, summary, description, parameters, query, files, headers }: DownloadOperation) {
  const operation: ZodOpenApiOperationObject = {
    operationId: id,
    summary,
    ...(description === undefined ? {} : { description }),
    requestParams: { path: parameters, query },
    responses: {
      200: {
        description: 'The file',
        headers,
        content: Object.fromEntries(Object.entries(files).map(([type, schema]) => [type, { schema }])),
      },
      ...Object.fromEntries([...anyOperation, 503 as const].map((status) => [status, problemOf(status)])),
    },
  };
  return operation;
}

function paths(): ZodOpenApiPathsObject {
  const byPath: ZodOpenApiPathsObject = {
    [streamFeed.path]: { get: describedStream(streamFeed) },
    [exportMessages.path]: { get: describedDownload(exportMessages) },
  };
  for (const operation of operations) {
    const method = operation.method === 'GET' ? 'get' : 'post';
    byPath[operation.path] = { ...byPath[operation.path], [method]: described(operation) };
  }
  return byPath;
}

const signature = z.object({
  'X-SignalWire-Signature': z.string().meta({
    description:
      'HMAC-SHA1 with the signing key: hexadecimal over URL and body for JSON, base64 over URL and fields for a form',
  }),
});

/** What SignalWire is answered, whatever the dialect. */
const callbackProblems = {
  401: problemResponse('Credentials stand in the URL that SignalWire was given, and the request has none'),
  403: problemResponse('The signature is missing or wrong; which, is not told'),
  405: problemResponse('Another method than POST'),
  408: problemResponse('The body did not end in time'),
  413: problemResponse('The body is over 256 KiB'),
  415: problemResponse('A media type, or a content encoding, that no callback has'),
  500: problemResponse('Our fault. SignalWire sends it again'),
  503: problemResponse('It could not be recorded in time. SignalWire sends it again', retryAfter),
};

function callback(operationId: string, summary: string, operation: Omit<ZodOpenApiOperationObject, 'operationId'>) {
  const description =
    'Posted by SignalWire to the URL that it was given. 200 is answered only once it is recorded, or kept in quarantine where it cannot be read.';
  return {
    post: { operationId, summary, description, security: [], requestParams: { header: signature }, ...operation },
  };
}

/** The API in OpenAPI 3.1, made of the schemas that check every request. */
export const openApiDocument = createDocument(
  {
    openapi: '3.1.0',
    info: {
      title: 'StatusWire reference app',
      version,
      description: 'What became of each message, from the status callbacks that SignalWire sends.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    security: [{}, { basic: [] }, { bearer: [] }],
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: 'A name and its secret, of ACCESS_CREDENTIALS' },
        bearer: { type: 'http', scheme: 'bearer', description: 'The secret alone' },
      },
    },
    paths: paths(),
    webhooks: {
      compatibilityCallback: callback(
        'compatibilityCallback',
        'Status callback of the Compatibility API (cXML, LaML)',
        {
          requestBody: {
            required: true,
            content: {
              'application/x-www-form-urlencoded': { schema: compatibilityCallbackSchema },
              'application/json': { schema: compatibilityCallbackSchema },
            },
          },
          responses: {
            200: {
              description: 'Recorded, now or before',
              content: { 'text/xml': { schema: z.literal('<Response/>') } },
            },
            ...callbackProblems,
          },
        },
      ),
      platformCallback: callback('platformCallback', 'Status callback of the platform (REST, RELAY, SWML)', {
        requestBody: { required: true, content: { 'application/json': { schema: platformCallbackSchema } } },
        responses: {
          200: { description: 'Recorded, now or before', content: { 'application/json': { schema: z.object({}) } } },
          ...callbackProblems,
        },
      }),
    },
  },
  {
    // zod's word for what our own code must not change; in OpenAPI it says what callers must not send.
    override({ jsonSchema }) {
      delete jsonSchema.readOnly;
    },
  },
);
