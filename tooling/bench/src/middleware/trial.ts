import type { SignedDelivery } from '@statuswire/receiver/testing';
import { callbackPath, createDeliveries } from '../deliveries.ts';
import { type Usage, usageQuestion } from './messages.ts';
import { signedFor } from './signed-for.ts';
import type { Subject } from './subject.ts';

async function statusOf(subject: Subject, delivery: SignedDelivery): Promise<number> {
  const { method, headers, body } = delivery;
  const response = await fetch(`http://127.0.0.1:${subject.port}${callbackPath}`, { method, headers, body });
  await response.arrayBuffer();
  return response.status;
}

/**
 * Makes sure that a server does its work before it is measured: a signed callback is accepted and comes through, and
 * neither a changed body nor a missing signature does. Throws where one of them fails.
 */
export async function tryOut(subject: Subject): Promise<void> {
  const name = `${subject.framework} ${subject.contender} ${subject.dialect}`;
  const [genuine] = createDeliveries(subject.dialect, 1);
  if (genuine === undefined) throw new Error('no delivery was made');
  const delivery = signedFor(subject.contender, genuine);
  const accepted = await statusOf(subject, delivery);
  if (accepted < 200 || accepted > 299) throw new Error(`${name} answered a signed callback with ${accepted}`);
  // The bare route looks at nothing: that is what it is there for.
  if (subject.contender === 'bare') return;
  const unsigned = { ...delivery, headers: { 'content-type': delivery.headers['content-type'] ?? '' } };
  const tampered = { ...delivery, body: delivery.body.replace('queued', 'failed') };
  for (const forged of [unsigned, tampered]) {
    const refused = await statusOf(subject, forged);
    if (refused < 400 || refused > 499) throw new Error(`${name} answered a forged callback with ${refused}`);
  }
  const { handled } = await subject.server.ask<Usage>(usageQuestion);
  if (handled !== 1) throw new Error(`${name} let ${handled} callbacks through, not the one that was signed`);
}
