import { statusCallbacks } from '@statuswire/express';
import express, { type NextFunction, type Request, type Response } from 'express';
import { type CreateHost, callbackPath, type Reply, routerPath, routesByPath } from './host.ts';

function send(res: Response, reply: Reply): void {
  res.status(reply.status).set(reply.headers).send(reply.body);
}

/** Hosts the service on Express. */
export const createExpressHost: CreateHost = ({ callbacks, routes, notFound, methodNotAllowed, answerError }) => {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.all(callbackPath, statusCallbacks(callbacks));
  for (const [path, methods] of routesByPath(routes)) {
    const route = app.route(routerPath(path));
    for (const { method, answer } of methods) {
      route[method === 'GET' ? 'get' : 'post'](async (req, res) => {
        send(res, await answer({ parameters: req.params, query: req.query, headers: req.headers }));
      });
    }
    const notAllowed = methodNotAllowed(methods.map(({ method }) => method));
    route.all((_req, res) => send(res, notAllowed));
  }
  app.use((_req, res) => send(res, notFound));
  app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
    const reply = answerError(error);
    if (res.headersSent) res.destroy();
    else send(res, reply);
  });
  return app;
};
