import type { Socket } from 'node:net';

/**
 * Joins a client's connection with the service's: each goes when the other does, and both stand in `open` until then. `pass` says
 * how bytes go from one to the other, once for each way.
 */
export function joinSockets(
  { client, service }: { readonly client: Socket; readonly service: Socket },
  open: Set<Socket>,
  pass: (from: Socket, to: Socket) => void,
): void {
  for (const [socket, other] of [
    [client, service],
    [service, client],
  ] as const) {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      open.delete(socket);
      other.destroy();
    });
    pass(socket, other);
  }
}
