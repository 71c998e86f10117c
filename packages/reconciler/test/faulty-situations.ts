import type { ReconcilerOptions } from '../src/index.ts';
import { type GatewayFault, startGateway } from './faulty-gateway.ts';
import { createWorld, minute, type World } from './world.ts';

/** A message whose delivered is lost, due for a check. */
export async function missed(world: World): Promise<string> {
  world.sandbox.setFaults([{ kind: 'lost', statuses: ['delivered'] }]);
  const { id } = world.sandbox.send({ statusCallback: world.statusCallback });
  await world.sandbox.advance(3 * minute);
  return id;
}

/** A reconciler whose client asks through a gateway that does what `decide` says of each path. */
export async function behindGateway(decide: (path: string) => GatewayFault, options: Partial<ReconcilerOptions> = {}) {
  const world = await createWorld();
  const gateway = await startGateway(world.sandbox.url, ({ path }) => decide(path));
  const client = world.client({ baseUrl: gateway.url, retries: 0, timeoutMs: 500 });
  return { world, gateway, reconciler: world.reconciler({ client, list: false, ...options }) };
}
