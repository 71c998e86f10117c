import { Buffer } from 'node:buffer';
import { type ClientRequest, request as openHttp } from 'node:http';
import { request as openHttps } from 'node:https';

/** A request as it goes out: neither its URL nor its body is re-encoded. */
export interface OutgoingRequest {
  readonly method: string;
  /** Credentials in it become Basic authentication; a fragment stays here. */
  readonly url: string;
  /** Names and values, or both in turn as `rawHeaders` has them. */
  readonly headers: Readonly<Record<string, string>> | readonly string[];
  readonly body: Uint8Array;
  /** Send it without `content-length`. @default false */
  readonly chunked?: boolean;
  /** Send the body in two halves with this long between them, in milliseconds. @default in one piece */
  readonly pauseMs?: number;
}

interface Target {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number | undefined;
  readonly path: string;
  readonly authority: string;
  readonly credentials: string | undefined;
}

function decoded(userInfo: string): string {
  try {
    return decodeURIComponent(userInfo);
  } catch {
    return userInfo;
  }
}

function targetOf(url: string): Target {
  const [, scheme = '', userInfo, authority = '', path = ''] =
    /^(https?):\/\/(?:([^/?#]*)@)?([^/?#]*)([^#]*)/is.exec(url) ?? [];
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|(.*?))(?::(\d*))?$/s.exec(authority) ?? [];
  return {
    secure: scheme.toLowerCase() === 'https',
    host: bracketed ?? plain ?? '',
    port: port ? Number(port) : undefined,
    path: path.startsWith('/') ? path : `/${path}`,
    authority,
    credentials: userInfo === undefined ? undefined : decoded(userInfo),
  };
}

function headersOf({ headers, body, chunked }: OutgoingRequest, { authority, credentials }: Target): string[] {
  const flat =
    (headers as readonly string[]).length === undefined
      ? Object.entries(headers).flat()
      : [...(headers as readonly string[])];
  const names = new Set(flat.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()));
  if (!names.has('host')) flat.push('Host', authority);
  if (credentials !== undefined && !names.has('authorization')) {
    flat.push('Authorization', `Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`);
  }
  if (chunked) flat.push('Transfer-Encoding', 'chunked');
  else if (!names.has('content-length')) flat.push('Content-Length', String(body.length));
  return flat;
}

/** Opens a request on a connection of its own; its body is yet to be written. */
export function openRequest(outgoing: OutgoingRequest, signal?: AbortSignal): ClientRequest {
  const target = targetOf(outgoing.url);
  return (target.secure ? openHttps : openHttp)({
    host: target.host,
    port: target.port,
    method: outgoing.method,
    path: target.path,
    headers: headersOf(outgoing, target),
    agent: false,
    ...(signal === undefined ? {} : { signal }),
  });
}
