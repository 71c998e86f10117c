import { normalizeMessageResource, type StatusEvent } from '@statuswire/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createManualClock,
  createSandbox,
  type Delivery,
  type FaultInput,
  magicNumbers,
  type Sandbox,
  type SandboxMessage,
} from '../src/index.ts';
import { type ReceivingEndpoint, receivingEndpoint } from './receiving-endpoint.ts';
import { ask, messagesPath } from './running-sandbox.ts';

const probability = fc.constantFrom(0.1, 0.3, 0.7, 1);

function rule<Kind extends FaultInput['kind']>(kind: Kind, more: fc.Arbitrary<object> = fc.constant({})) {
  return fc.tuple(probability, more).map(([chance, extra]) => ({ kind, probability: chance, ...extra }) as FaultInput);
}

const faults = fc.array(
  fc.oneof(
    rule('lost'),
    rule('repeated', fc.record({ times: fc.integer({ min: 1, max: 3 }) })),
    rule('delayed', fc.record({ ms: fc.nat(20_000_000) })),
    rule('reordered'),
    rule('contradictory'),
    rule('no_receipt'),
    rule('stale_error_code', fc.record({ errorCode: fc.constantFrom('30007', '99999') })),
    rule('unknown_status', fc.record({ word: fc.constantFrom('carrier_accepted', 'Teleported', 'x y:z%') })),
    rule(
      'new_fields',
      fc.record({ fields: fc.dictionary(fc.constantFrom('A', 'b_c', '__proto__', ''), fc.string()) }),
    ).filter((fault) => !('fields' in fault && fault.fields !== undefined && Object.hasOwn(fault.fields, ''))),
    rule('wrong_signature'),
    rule('split_body'),
    rule('slow', fc.record({ ms: fc.nat(5) })),
    rule('cut', fc.record({ attempts: fc.constantFrom('first', 'all') })),
  ),
  { maxLength: 4 },
);

const endings = magicNumbers.filter(({ effect }) => effect.when === 'ending').map(({ number }) => number);
const message = fc.record({
  dialect: fc.constantFrom('compatibility' as const, 'platform' as const),
  to: fc.constantFrom('+15557654321', ...endings),
  body: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
  sendAsMms: fc.boolean(),
});

const scene = fc.record({
  seed: fc.nat(),
  faults,
  messages: fc.array(message, { minLength: 1, maxLength: 6 }),
  encoding: fc.constantFrom('form' as const, 'json' as const),
  newKey: fc.boolean(),
});

/** What a step of a message's life has to be in a callback: the word for it, and the code. */
function toldAs({ status, errorCode }: SandboxMessage['life'][number], dialect: string): string {
  return `${status === 'initiated' && dialect === 'compatibility' ? 'sending' : status} ${errorCode ?? ''}`;
}

function heardAs({ providerStatus, error }: StatusEvent): string {
  return `${providerStatus} ${error?.code ?? ''}`;
}

/** The faults that keep a delivery from being recorded at all. */
function keptBack({ faults: struck, outcome }: Delivery): boolean {
  return struck.includes('lost') || struck.includes('wrong_signature') || outcome === 'unreachable';
}

function checkMessage(sandbox: Sandbox, life: SandboxMessage, events: readonly StatusEvent[]): void {
  const deliveries = sandbox.deliveries({ messageId: life.id });
  const arrived = deliveries.filter((delivery) => !keptBack(delivery));

  // Every callback that could arrive has been recorded as the very fact that the sandbox meant to tell, and nothing else.
  expect(new Set(events.map(({ key }) => key))).toEqual(new Set(arrived.map(({ fact }) => fact.key)));
  expect(arrived.every(({ outcome }) => outcome === 'acknowledged')).toBe(true);

  // The life as the receiver heard it, less what faults added, is the truth, less what faults took away.
  const heard = new Set(events.map(heardAs));
  const truth = new Set(life.life.map((step) => toldAs(step, life.dialect)));
  const untold = [...truth].filter((step) => !heard.has(step));
  const added = [...heard].filter((step) => !truth.has(step));
  const told = new Set(arrived.map(({ fact }) => fact.word));
  for (const step of untold) {
    const [word = ''] = step.split(' ');
    const altered = deliveries.some(
      ({ fact, faults: struck }) => fact.word === word && struck.includes('stale_error_code'),
    );
    expect([step, !told.has(word) || altered]).toEqual([step, true]);
  }
  const inventive = ['contradictory', 'stale_error_code', 'unknown_status'] as const;
  for (const step of added) {
    const [word = ''] = step.split(' ');
    const explained = deliveries.some(
      ({ fact, faults: struck }) => step.startsWith(fact.word) && inventive.some((kind) => struck.includes(kind)),
    );
    expect([step, word !== '' && explained]).toEqual([step, true]);
  }

  // What does not change from callback to callback is what the message says.
  for (const event of events) {
    expect(event).toMatchObject({
      projectId: life.projectId,
      dialect: life.dialect,
      from: life.from,
      to: life.to,
      body: life.body,
      segments: life.segments,
    });
  }
}

async function checkTruth(sandbox: Sandbox, life: SandboxMessage): Promise<void> {
  const { body } = await ask(sandbox, 'GET', `${messagesPath(sandbox)}/${life.id}`);
  const normalized = normalizeMessageResource(body, { receivedAt: new Date() });
  if (!normalized.ok) throw new Error(normalized.problem.message);
  const { status, error, messageId } = normalized.event;
  const last = life.life.at(-1);
  expect([messageId, status, error?.code ?? null]).toEqual([life.id, last?.status, last?.errorCode]);
}

test('for any seed and any faults, what the sandbox says of a life is what receiver and contracts make of its callbacks', {
  timeout: 60_000,
}, async () => {
  const endpoint: ReceivingEndpoint = await receivingEndpoint({ signingKeys: ['PSKsandbox', 'PSKnew'] });
  await fc.assert(
    fc.asyncProperty(scene, async ({ seed, faults: rules, messages, encoding, newKey }) => {
      endpoint.events.length = 0;
      const sandbox = createSandbox({
        seed,
        clock: createManualClock(),
        faults: rules,
        callbacks: { compatibilityEncoding: encoding },
      });
      await sandbox.listen();
      try {
        for (const request of messages) sandbox.send({ ...request, statusCallback: endpoint.url });
        if (newKey) sandbox.rotateSigningKey({ signingKey: 'PSKnew' });
        await sandbox.advance(3 * 86_400_000);
        for (const life of sandbox.messages()) {
          checkMessage(
            sandbox,
            life,
            endpoint.events.filter(({ messageId }) => messageId === life.id),
          );
          await checkTruth(sandbox, life);
        }
        const comparison = sandbox.compare(endpoint.events.map(({ key }) => key));
        expect(comparison).toMatchObject({ complete: true, missing: [], foreign: [], forged: [], unconfirmed: [] });
      } finally {
        await sandbox.close();
      }
    }),
    { numRuns: 60 },
  );
});

test('the check finds a receiver that drops, and one that takes what it should not', async () => {
  const dropping: string[] = [];
  const endpoint = await receivingEndpoint({
    mode: 'report',
    onEvent: (event) => {
      if (event.status !== 'sent') dropping.push(event.key);
    },
  });
  const sandbox = createSandbox({
    seed: 1,
    clock: createManualClock(),
    faults: [{ kind: 'wrong_signature', statuses: ['delivered'] }],
  });
  const { id } = sandbox.send({ statusCallback: endpoint.url });
  await sandbox.advance(60_000);
  const comparison = sandbox.compare([...dropping, 'made up']);
  const { projectId = '' } = sandbox.projects[0] ?? {};
  expect(comparison).toMatchObject({
    missing: [`compatibility:${projectId}:${id}:sent::`],
    forged: [`compatibility:${projectId}:${id}:delivered::`],
    foreign: ['made up'],
  });
  await sandbox.close();
});
