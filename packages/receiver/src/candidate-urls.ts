// The last `@` of the authority ends the credentials, as it does for a URL parser.
const httpUrl = /^(https?):\/\/(?:([^/?#]*)@)?([^/?#@]+)((?:[/?].*)?)$/is;

/** How a candidate differs from the URL as it was given. */
export interface CandidateUrl {
  readonly url: string;
  /** `as given`, or what was added or left out, for people. */
  readonly spelling: string;
}

/** A piece of a URL and the note that says how it differs from the one that was given. */
type Variant = readonly [piece: string, note: string];

function portVariants(scheme: string, host: string): readonly Variant[] {
  const standard = scheme.toLowerCase() === 'https' ? ':443' : ':80';
  if (host.endsWith(standard)) {
    return [
      [host, ''],
      [host.slice(0, -standard.length), `without ${standard}`],
    ];
  }
  // A non-standard port is never added or dropped; the bracket keeps the colons of an IPv6 address from looking like one.
  if (/:\d*$/.test(host.slice(host.lastIndexOf(']') + 1))) return [[host, '']];
  return [
    [host, ''],
    [`${host}${standard}`, `with ${standard}`],
  ];
}

function credentialVariants(written: string | undefined, sent: string | null): readonly Variant[] {
  if (written !== undefined) {
    return [
      [`${written}@`, ''],
      ['', 'without credentials'],
    ];
  }
  if (sent === null) return [['', '']];
  const variants: Variant[] = [['', '']];
  // The sender chooses what it sends here. A character that ends the authority would let it name another host in front of
  // ours, and pass off a delivery that was signed for that host.
  if (!/[/?#\\\s]/.test(sent)) variants.push([`${sent}@`, 'with credentials']);
  const colon = sent.indexOf(':');
  const parts = colon === -1 ? [sent] : [sent.slice(0, colon), sent.slice(colon + 1)];
  const encoded = parts.map(encodeURIComponent).join(':');
  if (encoded !== sent) variants.push([`${encoded}@`, 'with encoded credentials']);
  return variants;
}

function fragmentVariants(fragment: string): readonly Variant[] {
  if (fragment === '') return [['', '']];
  return [
    ['', 'without fragment'],
    [fragment, 'with fragment'],
  ];
}

/** By far the likeliest spelling: nothing else is worked out before it has failed. */
export function likeliestUrl(given: string): CandidateUrl {
  const hashAt = given.indexOf('#');
  return hashAt === -1
    ? { url: given, spelling: 'as given' }
    : { url: given.slice(0, hashAt), spelling: 'without fragment' };
}

/**
 * Every spelling of a URL that SignalWire may have signed, likeliest first: without the fragment, then with it; with and
 * without the credentials; with and without the standard port. `credentials` (`user:password`) are those of the request's
 * own Basic authentication. Bytes are never re-encoded. Source: docs/signatures.md.
 */
export function* candidateUrls(given: string, credentials: string | null): Generator<CandidateUrl> {
  const likeliest = likeliestUrl(given);
  yield likeliest;
  const whole = likeliest.url;
  const [, scheme, written, host = '', rest = ''] = httpUrl.exec(whole) ?? [];
  for (const [hash, hashNote] of fragmentVariants(given.slice(whole.length))) {
    if (scheme === undefined) {
      if (hash !== '') yield { url: `${whole}${hash}`, spelling: hashNote };
      continue;
    }
    for (const [userInfo, userNote] of credentialVariants(written, credentials)) {
      for (const [authority, portNote] of portVariants(scheme, host)) {
        const url = `${scheme}://${userInfo}${authority}${rest}${hash}`;
        if (url !== whole) yield { url, spelling: [hashNote, userNote, portNote].filter(Boolean).join(', ') };
      }
    }
  }
}
