const httpUrl = /^(https?):\/\/(?:([^/?#@]*)@)?([^/?#@]+)([^#]*)(#.*)?$/is;

/** How a candidate differs from the URL as it was given. */
export interface CandidateUrl {
  readonly url: string;
  /** `as given`, or what was added or left out, for people. */
  readonly spelling: string;
}

function portVariants(scheme: string, host: string): readonly (readonly [string, string])[] {
  const standard = scheme.toLowerCase() === 'https' ? ':443' : ':80';
  if (host.endsWith(standard))
    return [
      [host, ''],
      [host.slice(0, -standard.length), `without ${standard}`],
    ];
  // A non-standard port is never added or dropped; the bracket keeps the colons of an IPv6 address from looking like one.
  if (/:\d*$/.test(host.slice(host.lastIndexOf(']') + 1))) return [[host, '']];
  return [
    [host, ''],
    [`${host}${standard}`, `with ${standard}`],
  ];
}

/**
 * Every spelling of a URL that SignalWire may have signed, likeliest first: without the fragment, then with it; with and
 * without the credentials; with and without the standard port. `credentials` (`user:password`) are those of the request's
 * own Basic authentication. Bytes are never re-encoded. Source: docs/signatures.md.
 */
export function* candidateUrls(given: string, credentials: string | null): Generator<CandidateUrl> {
  const parts = httpUrl.exec(given);
  if (parts === null) {
    yield { url: given, spelling: 'as given' };
    return;
  }
  const [, scheme = '', written, host = '', rest = '', fragment] = parts;
  const user = written ?? credentials;
  const credentialVariants: (readonly [string, string])[] =
    written !== undefined
      ? [
          [`${written}@`, ''],
          ['', 'without credentials'],
        ]
      : user !== null
        ? [
            ['', ''],
            [`${user}@`, 'with credentials'],
          ]
        : [['', '']];
  const fragmentVariants =
    fragment === undefined
      ? [['', '']]
      : [
          ['', 'without fragment'],
          [fragment, 'with fragment'],
        ];
  for (const [hash, hashNote] of fragmentVariants) {
    for (const [userInfo, userNote] of credentialVariants) {
      for (const [authority, portNote] of portVariants(scheme, host)) {
        const notes = [hashNote, userNote, portNote].filter(Boolean);
        yield {
          url: `${scheme}://${userInfo}${authority}${rest}${hash}`,
          spelling: notes.length === 0 ? 'as given' : notes.join(', '),
        };
      }
    }
  }
}
