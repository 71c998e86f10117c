/** A URL as it is requested and signed: SignalWire reads its tuning from the fragment, and sends none. */
export function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '');
}
