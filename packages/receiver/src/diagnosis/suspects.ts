import { Buffer } from 'node:buffer';
import { header } from '../callback-request.ts';
import { givenSignature, type SignedRequest } from '../verify-signature.ts';
import { difference, type SignatureDifference } from './causes.ts';
import { partsOf } from './url-parts.ts';

const replacement = Buffer.from('\ufffd', 'utf8');
// A name of one word, names and addresses that are reserved for networks of one's own.
const internalHost =
  /^(?:[^.[\]]+|.+\.(?:localhost|local|internal)|\[::1\]|(?:127|10)(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2})$/i;

/** What speaks for a cause where no spelling reproduces the signature: the likeliest first, the key always among them. */
export function suspects(request: SignedRequest, signingKeys: readonly string[]): SignatureDifference[] {
  const { headers, rawBody } = request;
  const given = givenSignature(headers);
  const found: SignatureDifference[] = [];
  if (given.header === null && given.reason === 'missing_signature') {
    return [difference('missing_signature', 'the request carries no signature header')];
  }
  if (given.header === null) {
    found.push(difference('signature_encoding', 'what stands in the signature header is no signature'));
  }
  const length = header(headers, 'content-length');
  const compressed = header(headers, 'content-encoding') ?? 'identity';
  if (rawBody.length === 0 && length !== undefined && length !== '0') {
    found.push(difference('body_missing', `Content-Length tells of ${length} bytes, and the body is empty`));
  } else if (length !== undefined && Number(length) !== rawBody.length) {
    found.push(
      difference('body_changed', `Content-Length tells of ${length} bytes, and the body has ${rawBody.length}`),
    );
  }
  if (compressed !== 'identity') {
    found.push(difference('body_changed', `the body is compressed (${compressed}), which SignalWire never does`));
  }
  if (Buffer.from(rawBody).includes(replacement)) {
    found.push(
      difference(
        'body_encoding',
        'the body holds replacement characters: something read it in the wrong character set',
      ),
    );
  }
  const host = partsOf(request.url)?.hostname;
  if (host !== undefined && internalHost.test(host)) {
    found.push(
      difference('url_host', `the URL names ${host}, which SignalWire cannot reach: it was given another URL`),
    );
  }
  if (signingKeys.some((key) => /^PT[0-9a-f]/i.test(key.trim()))) {
    found.push(difference('other_key', 'a key given looks like an API token: the signing key is another secret'));
  }
  const key = difference(
    'other_key',
    'none of the keys signed it in any way that was tried: it may be of another project, or replaced since',
  );
  // A body that is known to have changed explains all of it; else the key does, as URL and body were tried in every way.
  return found.some(({ cause }) => cause.startsWith('body_')) ? [...found, key] : [key, ...found];
}
