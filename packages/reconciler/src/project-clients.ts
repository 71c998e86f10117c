import { type ClientGate, createClientGate } from './client-gate.ts';
import type { MessagesClient } from './messages-client.ts';
import { invalidOption } from './options.ts';
import type { ReconcilerEvent } from './reconciler-events.ts';

/** A client, and whether it may be asked. */
export interface GatedClient {
  readonly client: MessagesClient;
  readonly gate: ClientGate;
}

/** The clients by project. Throws `STATUSWIRE_INVALID_OPTIONS` where there is none, or two for one project. */
export function gateClients(
  given: MessagesClient | readonly MessagesClient[],
  now: () => Date,
  emit: (event: ReconcilerEvent) => void,
): ReadonlyMap<string, GatedClient> {
  const clients = [given].flat() as readonly MessagesClient[];
  const byProject = new Map<string, GatedClient>();
  for (const client of clients) {
    const { projectId } = client;
    if (byProject.has(projectId)) throw invalidOption('client must hold one client for each project, not two for one.');
    const gate = createClientGate(now, (reason, until) =>
      emit({ kind: 'client_paused', projectId, reason, until: new Date(until) }),
    );
    byProject.set(projectId, { client, gate });
  }
  if (byProject.size === 0) throw invalidOption('client must be a messages client, or a list with at least one.');
  return byProject;
}

/** Whether no client may be asked now. */
export function areAllClosed(clients: ReadonlyMap<string, GatedClient>): boolean {
  return [...clients.values()].every(({ gate }) => gate.closedUntil() !== null);
}
