import { Buffer } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { publicUrl, signingKey } from './deliveries.ts';
import type { OnStatus } from './status-sink.ts';

// The floor: what someone writes who knows that one dialect arrives at one URL, signed in one way with one key. No size
// limit, no deadline, no port variants, no key rotation, no normal form, no timeout for a sender that stops half-way.

/** What the hand-written code made of a request. */
export interface HandWrittenResult {
  readonly status: 200 | 403 | 422;
  readonly messageId: string;
  readonly messageStatus: string;
}

const refused: HandWrittenResult = { status: 403, messageId: '', messageStatus: '' };
const unreadable: HandWrittenResult = { status: 422, messageId: '', messageStatus: '' };

function matches(expected: string, given: string | string[] | undefined): boolean {
  return (
    typeof given === 'string' &&
    given.length === expected.length &&
    timingSafeEqual(Buffer.from(given), Buffer.from(expected))
  );
}

function checked(messageId: unknown, messageStatus: unknown, projectId: unknown): HandWrittenResult {
  if (typeof messageId !== 'string' || typeof messageStatus !== 'string' || typeof projectId !== 'string') {
    return unreadable;
  }
  return { status: 200, messageId, messageStatus };
}

/** Bytes to result for the compatibility dialect. */
export function receiveFormByHand(headers: IncomingHttpHeaders, body: Buffer): HandWrittenResult {
  const fields = new URLSearchParams(body.toString());
  fields.sort();
  let signed = publicUrl;
  for (const [name, value] of fields) signed += name + value;
  const expected = createHmac('sha1', signingKey).update(signed).digest('base64');
  if (!matches(expected, headers['x-signalwire-signature'])) return refused;
  return checked(fields.get('MessageSid'), fields.get('MessageStatus'), fields.get('AccountSid'));
}

/** Bytes to result for the platform dialect. */
export function receiveJsonByHand(headers: IncomingHttpHeaders, body: Buffer): HandWrittenResult {
  const expected = createHmac('sha1', signingKey).update(publicUrl).update(body).digest('hex');
  if (!matches(expected, headers['x-signalwire-signature'])) return refused;
  const { id, status, project_id } = JSON.parse(body.toString());
  return checked(id, status, project_id);
}

/** The whole route: reads the body, judges it, answers with `writeHead`. Resolves when the answer is written. */
export function handleByHand(request: IncomingMessage, response: ServerResponse, onStatus: OnStatus): Promise<void> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('error', reject);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const json = request.headers['content-type'] === 'application/json';
      const result = json ? receiveJsonByHand(request.headers, body) : receiveFormByHand(request.headers, body);
      if (result.status === 200) onStatus(result.messageId, result.messageStatus);
      const answer = result.status !== 200 ? '' : json ? '{}' : '<Response/>';
      response.writeHead(result.status, {
        'content-type': json ? 'application/json' : 'text/xml',
        'content-length': answer.length,
      });
      response.end(answer);
      resolve();
    });
  });
}
