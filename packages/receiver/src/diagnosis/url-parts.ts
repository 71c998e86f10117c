const httpUrl = /^(https?):\/\/(?:([^/?#]*)@)?([^/?#]*?)(?::(\d*))?(\/[^?#]*|)(\?[^#]*)?(#.*)?$/is;

/** A URL taken apart without a parser's opinions: written again it is the same, byte for byte. */
export interface UrlParts {
  readonly scheme: string;
  /** `user:password`, as written. */
  readonly userInfo: string | null;
  readonly hostname: string;
  readonly port: string | null;
  readonly path: string;
  /** With its question mark. */
  readonly query: string;
  /** With its number sign. */
  readonly fragment: string;
}

/** Takes a URL apart; `null` where it is none. */
export function partsOf(url: string): UrlParts | null {
  const match = httpUrl.exec(url);
  if (match === null) return null;
  const [, scheme = '', userInfo = null, hostname = '', port = null, path = '', query = '', fragment = ''] = match;
  return { scheme, userInfo, hostname, port, path, query, fragment };
}

/** Host and port as they stand in a URL. */
export function authorityOf({ hostname, port }: Pick<UrlParts, 'hostname' | 'port'>): string {
  return port === null ? hostname : `${hostname}:${port}`;
}

/** Writes a URL. */
export function writeUrl(parts: UrlParts): string {
  const userInfo = parts.userInfo === null ? '' : `${parts.userInfo}@`;
  return `${parts.scheme}://${userInfo}${authorityOf(parts)}${parts.path}${parts.query}${parts.fragment}`;
}
