import { StatusWireError } from '@statuswire/contracts';

/**
 * The raw bytes of a request are gone: a body parser read them first and kept none, so no signature can be checked. Goes
 * through the framework's error path as a 500, since it is the host's own misconfiguration.
 */
export class BodyAlreadyReadError extends StatusWireError {
  override readonly name = 'BodyAlreadyReadError';
  readonly status = 500;
  readonly statusCode = 500;
  /** Koa and http-errors: the text is for the operator, not for the sender. */
  readonly expose = false;

  constructor(
    message = 'A body parser read this request before statusCallbacks and kept no raw bytes, so its signature cannot be checked. ' +
      'Mount statusCallbacks before the body parser, or let the parser keep the bytes: ' +
      'express.json({ verify: (req, _res, bytes) => { req.rawBody = bytes; } }), or express.raw({ type: () => true }) on this ' +
      'route; on Koa koaBody({ includeUnparsed: true }), or @koa/bodyparser, which keeps them by itself. Nor may anything ahead ' +
      'call request.setEncoding(): it turns bytes into text.',
  ) {
    super('STATUSWIRE_BODY_ALREADY_READ', message);
  }
}
