import { signCallback } from '@statuswire/receiver';
import type { SendResult } from '../http/send-request.ts';
import { accepted, type DoctorCheck } from './check.ts';
import type { Probe } from './probe.ts';

/** The same JSON as SignalWire may write it and as no parser writes it again: spaces, escapes, the order of fields. */
function otherwiseWritten(json: string): string {
  const fields = Object.entries(JSON.parse(json)).reverse();
  const lines = fields.map(([name, value]) => `  ${JSON.stringify(name)} : ${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}\n`.replaceAll('&', '\\u0026').replaceAll('/', '\\/');
}

function sendOtherwiseWritten(probe: Probe, signingKey: string): Promise<SendResult> {
  const delivery = probe.delivery({ dialect: 'platform', body: 'this & that / these' });
  const body = otherwiseWritten(delivery.body);
  const headers = {
    ...delivery.headers,
    ...signCallback({ signingKey, url: probe.signedUrl, body, scheme: 'raw_body' }),
  };
  return probe.send({ ...delivery, headers }, { body });
}

/** What an endpoint takes only where it checks the bytes that came; `signingKey` is the right one. */
export function byteChecks(signingKey: string): readonly DoctorCheck[] {
  return [
    {
      id: 'accepts_bytes',
      title: 'takes JSON however it is written',
      fix: 'Check the bytes as they came. What a body parser made of them, written as JSON again, has other spaces and escapes.',
      run: async (probe) => accepted({ '': await sendOtherwiseWritten(probe, signingKey) }),
    },
  ];
}
