import { type Draft, expectAtLeast, setHeader } from './fuzz-request.ts';
import { oddText } from './payloads.ts';
import type { Random } from './random.ts';

const mediaTypes: readonly string[] = [
  '',
  'text/plain',
  'application/json; charset=utf-16',
  'APPLICATION/JSON',
  'application/json;;;charset',
  'application/x-www-form-urlencoded; charset="utf-8"',
  'multipart/form-data; boundary=x',
  'application/cloudevents+json',
  'x'.repeat(4_000),
];

const encodings: readonly string[] = ['gzip', 'identity', 'br, gzip', 'x-unknown', ''];

const headerNames: readonly string[] = [
  ...['x-signalwire-signature', 'x-twilio-signature', 'x-signalwire-sha256-signature', 'authorization', 'host'],
  ...['x-forwarded-proto', 'x-forwarded-host', 'forwarded', 'content-type', 'accept', 'cookie', 'expect', '__proto__'],
];

/** A header's value as a sender may write it: no line ends, and bytes rather than characters. */
function headerText(random: Random): string {
  return Buffer.from(oddText(random).replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, ''))
    .toString('latin1')
    .slice(0, 8_000);
}

/** Ways to change the head of a request. Each says what may become of the request then. */
export const headChanges: Readonly<Record<string, (draft: Draft, random: Random) => void>> = {
  'another media type'(draft, random) {
    setHeader(draft, 'content-type', random.pick(mediaTypes));
    expectAtLeast(draft, 'answered');
  },
  'an encoding'(draft, random) {
    setHeader(draft, 'content-encoding', random.pick(encodings));
    expectAtLeast(draft, 'answered');
  },
  'another method'(draft, random) {
    draft.method = random.pick(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'POST']);
    expectAtLeast(draft, 'answered');
  },
  'a header twice'(draft, random) {
    const given = random.pick(draft.headers);
    draft.headers.push(random.chance(0.5) ? given : [given[0].toUpperCase(), headerText(random)]);
    // Two hosts are refused by Node itself, and the connection ends.
    expectAtLeast(draft, 'answered');
  },
  'an odd header'(draft, random) {
    draft.headers.push([random.pick(headerNames), headerText(random)]);
    expectAtLeast(draft, 'answered');
  },
  'many headers'(draft, random) {
    for (let count = random.pick([50, 500, 2_500]); count > 0; count -= 1) draft.headers.push([`x-${count}`, 'y']);
    expectAtLeast(draft, 'answered');
  },
  'no host'(draft) {
    draft.headers = draft.headers.filter(([name]) => name !== 'host');
    expectAtLeast(draft, 'answered');
  },
  'Basic authentication'(draft, random) {
    const credentials = random.chance(0.5) ? 'user:password' : oddText(random);
    setHeader(draft, 'authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
    expectAtLeast(draft, 'answered');
  },
  'another target'(draft, random) {
    const query = `?${encodeURI(oddText(random).replaceAll(/[\ud800-\udfff]/g, '')).slice(0, 6_000)}`;
    draft.target = random.pick([
      `${draft.target}${draft.target.includes('?') ? '&x=1' : query}`,
      `${draft.target}?bodySHA256=${'0'.repeat(64)}`,
      `${draft.target}#ot=1000`,
      `https://fuzz.example${draft.target}`,
      `//evil.example${draft.target}`,
      '/%',
      '/%ff%fe/../..',
      '*',
      draft.target.repeat(60),
    ]);
    // What is behind the question mark is signed, but not what is before it: that is publicUrl's.
    expectAtLeast(draft, 'answered');
  },
  'a target that is no URL'(draft, random) {
    draft.target = random.pick([`http://[::1${draft.target}`, 'http://', '///', '?', ':443', 'a b']);
    // Whether this comes to a middleware at all is for the framework's router to say.
    expectAtLeast(draft, 'outlived');
  },
};
