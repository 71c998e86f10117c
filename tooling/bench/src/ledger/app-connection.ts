import { Buffer } from 'node:buffer';
import { connect, type Socket } from 'node:net';
import { signedDelivery } from '@statuswire/receiver/testing';
import { callbackPath, publicUrl, signingKey } from '../deliveries.ts';
import type { Step } from './lives.ts';

// Requests are whole before they are sent and answers are only looked at for their status, so that who sends keeps up with
// the app.

/** A callback as it goes over a connection. */
export function requestOf(step: Step): Buffer {
  const { headers, body } = signedDelivery({
    signingKey,
    url: publicUrl,
    dialect: step.dialect,
    status: step.status,
    messageId: step.messageId,
    projectId: step.projectId,
    from: step.from,
    to: step.to,
    body: step.body,
    media: step.media,
    timestamp: new Date(step.at).toISOString(),
    ...(step.errorCode === null ? {} : { errorCode: step.errorCode }),
    ...(step.order === null ? {} : { customVariables: { order: step.order } }),
  });
  const lines = Object.entries({
    host: new URL(publicUrl).host,
    ...headers,
    'content-length': Buffer.byteLength(body),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${callbackPath} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

/** An answer, as far as it is looked at. */
export interface Answer {
  readonly status: number;
  /** Where it ends in the text. */
  readonly end: number;
}

/** The answer at the beginning of a text; `null` where it is not whole yet. All answers of the app tell their length. */
export function answerIn(text: string): Answer | null {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  if (length === undefined) throw new Error('an answer did not tell its length');
  const end = headEnd + 4 + Number(length);
  return text.length < end ? null : { status: Number(text.slice(9, 12)), end };
}

/** Opens a connection to the app. */
export function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
