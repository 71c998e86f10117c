import { compatibilityDelivery, type Delivery, platformDelivery, tampered } from './deliveries.ts';
import { startProgram } from './program.ts';
import type { Runtime } from './runtimes.ts';

/** What a program answered to genuine callbacks of both dialects and to a forged one, and what it made of them. */
export interface Exchange {
  readonly answers: readonly (readonly [status: number, type: string | undefined, body: string])[];
  readonly events: readonly string[];
}

/** What every program has to answer where the middleware answers by itself. */
export const expected: Exchange = {
  answers: [
    [200, 'text/xml', '<Response/>'],
    [200, 'application/json', '{}'],
    [403, 'application/problem+json', '{"type":"about:blank","title":"Forbidden","status":403}'],
  ],
  events: ['compatibility delivered', 'platform delivered'],
};

/** Starts a program, sends it callbacks over a real socket, and ends it. */
export async function exchangeWith(runtime: Runtime, folder: string, file: string): Promise<Exchange> {
  const program = await startProgram(runtime, folder, file);
  const answers: [number, string | undefined, string][] = [];
  try {
    const deliver = async ({ headers, body }: Delivery) => {
      const response = await fetch(`${program.origin}/callbacks/status`, { method: 'POST', headers, body });
      const type = response.headers.get('content-type')?.split(';')[0];
      answers.push([response.status, type, await response.text()]);
    };
    await deliver(compatibilityDelivery('delivered'));
    await deliver(platformDelivery('delivered'));
    await deliver(tampered(platformDelivery('delivered')));
  } finally {
    await program.stop();
  }
  // Only now has all been read that it wrote.
  return { answers, events: program.events.map(({ dialect, status }) => `${dialect} ${status}`) };
}
