import { unreachable } from '../command-failure.ts';

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there already: choose another with --port, or 0 for any',
  EACCES: 'that takes more rights: choose a port above 1023',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'this machine has no such address',
};

/** Why a server cannot listen, for the user; what went wrong otherwise comes back as it is. */
export function listenFailure(
  error: unknown,
  { host, port }: { readonly host: string; readonly port: number },
): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || (syscall !== 'listen' && syscall !== 'getaddrinfo')) return error;
  return unreachable(`Cannot listen on ${host}:${port}: ${reasons[code] ?? code}.`, { cause: error });
}
