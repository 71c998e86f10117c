import { statusCallbacks } from '@statuswire/express';
import express, { type NextFunction, type Request, type Response } from 'express';
import { type CreateHost, callbackPath, type Reply } from './host.ts';

function send(res: Response, reply: Reply): void {
  res.status(reply.status).set(reply.headers).send(reply.body);
}

/** Hosts the service on Express. */
export const createExpressHost: CreateHost = ({ callbacks, routes, notFound, methodNotAllowed, answerError }) => {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.all(callbackPath, statusCallbacks(callbacks));
  for (const { path, answer } of routes) {
    app.get(path, async (req, res) => send(res, await answer({ query: req.query, headers: req.headers })));
    app.all(path, (_req, res) => send(res, methodNotAllowed));
  }
  app.use((_req, res) => send(res, notFound));
  app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
    const reply = answerError(error);
    if (res.headersSent) res.destroy();
    else send(res, reply);
  });
  return app;
};
