import { Buffer } from 'node:buffer';
import { type CallbackHeaders, header } from '../callback-request.ts';
import { signatureHeaders } from '../signature-schemes.ts';
import { costs, difference, type SignatureDifference, type Spelling } from './causes.ts';

/** A digest that a header holds, however it is written there. */
export interface ReadSignature {
  readonly header: string;
  readonly algorithm: 'sha1' | 'sha256';
  readonly form: 'hex' | 'base64';
  /** Lower-case hex. */
  readonly digest: string;
}

function bytesOf(value: string): { readonly digest: Buffer; readonly form: 'hex' | 'base64' } | null {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(value)) return { digest: Buffer.from(value, 'hex'), form: 'hex' };
  if (!/^[A-Za-z0-9+/_-]{27,43}={0,2}$/.test(value)) return null;
  const digest = Buffer.from(value, 'base64');
  return digest.length === 20 || digest.length === 32 ? { digest, form: 'base64' } : null;
}

/** The value without what may stand around a signature: an algorithm's name, quotation marks, white space. */
function bare(value: string): string {
  return value
    .trim()
    .replace(/^(?:sha-?1|sha-?256|v1)\s*[=:]\s*/i, '')
    .replace(/^["']|["']$/g, '');
}

function parts(value: string | readonly string[] | undefined): string[] {
  const values = typeof value === 'string' ? [value] : (value ?? []);
  return values.flatMap((one) => one.split(',')).filter((one) => one.trim() !== '');
}

/** Every signature that a request carries, in whatever header and form: the one that decides first. */
export function readSignatures(headers: CallbackHeaders): Spelling<ReadSignature>[] {
  const known: readonly string[] = [signatureHeaders.signature, signatureHeaders.alias, signatureHeaders.sha256];
  // As `verifySignature` has it: the first that holds anything, be it a signature or not.
  const deciding = known.find((name) => (header(headers, name) ?? '') !== '');
  const names = Object.keys(headers).filter((name) => !known.includes(name) && /signature/i.test(name));
  return [...known, ...names].flatMap((name) =>
    parts(headers[name]).flatMap((value, _index, { length }) => {
      const text = bare(value);
      const read = bytesOf(text);
      if (read === null) return [];
      const algorithm = read.digest.length === 20 ? ('sha1' as const) : ('sha256' as const);
      const digest = read.digest.toString('hex');
      const differences: SignatureDifference[] = [];
      if (!known.includes(name)) {
        const detail = `the signature stands in ${name}, a header that SignalWire does not use`;
        differences.push(difference('signature_header', detail));
      } else if (deciding !== undefined && name !== deciding) {
        const detail = `the signature in ${name} matches; what stands in ${deciding}, which decides, does not`;
        differences.push(difference('signature_header', detail));
      }
      if (known.includes(name) && (algorithm === 'sha256') !== (name === signatureHeaders.sha256)) {
        const found = algorithm === 'sha256' ? 'SHA-256' : 'SHA-1';
        differences.push(
          difference('signature_header', `${name} holds a ${found} signature, which belongs in the other header`),
        );
      }
      const canonical = read.form === 'hex' ? digest : read.digest.toString('base64');
      const written = known.includes(name) ? header(headers, name) : value;
      if (written !== canonical || (algorithm === 'sha256' && read.form === 'base64')) {
        const detail =
          length > 1
            ? `the signature is one of ${length} values in ${name}, and SignalWire sends one`
            : 'the signature is not written as SignalWire writes it';
        differences.push(difference('signature_encoding', detail));
      }
      return [
        {
          value: { header: name, algorithm, form: read.form, digest },
          cost: differences.length * costs.likely,
          differences,
        },
      ];
    }),
  );
}
