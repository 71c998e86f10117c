import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { callbackPath, type Framework } from '../host.ts';
import { compress } from './compress.ts';
import { permissionsPolicy, securityHeaders } from './security-headers.ts';

/** Sees callbacks come and go. */
export interface CallbackObserver {
  /** Is told of each callback before a framework is, and lets it through. */
  received(request: IncomingMessage, response: ServerResponse, framework: Framework, handle: () => void): void;
}

/** Options of `createFront`. */
export interface FrontOptions {
  readonly framework: Framework;
  /** The first is the outermost. */
  readonly observers: readonly CallbackObserver[];
}

// As both routers read a request: in upper or lower case, with a slash at the end or without, and of an absolute address the path.
const callbackTarget = new RegExp(`^(?:[a-z][a-z0-9+.-]*://[^/?#]*)?${callbackPath}/?(?:[?#]|$)`, 'i');

function isCallback(url = ''): boolean {
  return callbackTarget.test(url);
}

/**
 * Puts in front of a framework what is the same for each of them: security headers on every answer, compression, and who
 * watches callbacks. What a callback is answered is too short to be compressed, so that it is spared the attempt.
 */
export function createFront(handle: RequestListener, { framework, observers }: FrontOptions): RequestListener {
  return (request, response) => {
    securityHeaders(request, response, () => {});
    response.setHeader('permissions-policy', permissionsPolicy);
    if (!isCallback(request.url)) {
      compress(request as never, response as never, () => handle(request, response));
      return;
    }
    const through = observers.reduceRight<() => void>(
      (next, observer) => () => observer.received(request, response, framework, next),
      () => handle(request, response),
    );
    through();
  };
}
