import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Whether an address is reached from this machine alone. All of 127.0.0.0/8 and `::1` are, however they are spelled, and of
 * names `localhost`: to what any other leads, somebody else decides.
 */
export function isLoopback(host: string): boolean {
  const version = isIP(host);
  if (version === 0) return host.toLowerCase() === 'localhost';
  // An address with a zone is of some network.
  return !host.includes('%') && loopback.check(host, version === 6 ? 'ipv6' : 'ipv4');
}

/** The same of what a `Host` header says: with a port behind it or none, and brackets around an IPv6 address. */
export function isLoopbackAuthority(authority: string): boolean {
  const [, bracketed, plain = ''] = /^(?:\[([^[\]]*)\]|([^:[\]]*))(?::\d+)?$/.exec(authority) ?? [];
  return isLoopback(bracketed ?? plain);
}
