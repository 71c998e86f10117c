/** What SignalWire logs of an endpoint that did not answer as it should. Source: docs/sandbox.md, "Callbacks". */
export const endpointErrors = {
  '11200': 'no answer in time, or no connection',
  '11210': 'the host has no address',
  '11215': 'too many redirects',
  '11217': 'an answer other than 2xx',
  '11220': 'TLS failed',
  '11251': 'the answer is no HTTP',
  '11750': 'the answer is larger than 64 kB',
} as const;

/** The code of what SignalWire logs of an endpoint. */
export type EndpointErrorCode = keyof typeof endpointErrors;

/** Which code a failed connection gets. */
export function endpointErrorOf(error: unknown): EndpointErrorCode {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return '11210';
  if (code.startsWith('HPE_')) return '11251';
  if (code === 'EPROTO' || /CERT|TLS|SSL|SIGNATURE|ISSUER/.test(code)) return '11220';
  return '11200';
}
