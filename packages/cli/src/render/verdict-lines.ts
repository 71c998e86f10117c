import type {
  ReproducedSignature,
  SignatureDiagnosis,
  SignatureDifference,
  SignatureVerdict,
} from '@statuswire/receiver';
import { maskUrl } from '../masking.ts';
import { keyLabel, type NamedKey } from '../options/signing-keys.ts';
import type { Output } from '../terminal.ts';
import { printable } from './printable.ts';

const reasons: Readonly<Record<string, string>> = {
  missing_signature: 'it carries no signature',
  malformed_signature: 'what stands in its signature header is no signature',
  wrong_signature: 'the signature does not match',
  wrong_sha256_signature: 'the SHA-256 signature does not match, though the SHA-1 one does',
};

/** The verdict on a signature, in one line. */
export function verdictLine(verdict: SignatureVerdict, keys: readonly NamedKey[], out: Output): string {
  if (verdict.status === 'unverified') {
    return `${out.paint('bad', 'not verified')}  ${verdict.reason}: ${reasons[verdict.reason]}`;
  }
  const { scheme, keyFingerprint, urlSpelling, downgraded } = verdict;
  const doubt = downgraded ? `  ${out.paint('doubtful', 'the SHA-256 signature beside it does not match')}` : '';
  return `${out.paint('good', 'verified')}  ${scheme}, ${keyLabel(keyFingerprint, keys)}, URL ${urlSpelling}${doubt}`;
}

function causeLines(differences: readonly SignatureDifference[], out: Output): string[] {
  return differences.flatMap(({ cause, detail, fix }) => [
    `    ${out.paint('doubtful', cause)}: ${printable(maskUrl(detail))}`,
    `      ${out.paint('faint', 'fix:')} ${fix}`,
  ]);
}

function nearestMiss(reproduced: ReproducedSignature, keys: readonly NamedKey[], out: Output): string {
  const { scheme, header, keyFingerprint } = reproduced;
  const url = out.paint('name', printable(maskUrl(reproduced.url)));
  return `  nearest miss: it holds for ${url} (${scheme}, ${header}, ${keyLabel(keyFingerprint, keys)})`;
}

/** Why a signature is as it is, and what to do about it; nothing where it holds as it stands. */
export function diagnosisLines(
  { verdict, reproduced, suspects, attempts }: SignatureDiagnosis,
  keys: readonly NamedKey[],
  out: Output,
): string[] {
  if (reproduced === null) {
    if (verdict.status === 'verified') return [];
    const tried = `nothing reproduces it, of ${attempts.toLocaleString('en')} signatures computed; likely causes:`;
    return [...(attempts === 0 ? [] : [`  ${tried}`]), ...causeLines(suspects, out)];
  }
  if (reproduced.differences.length === 0) return [];
  const first =
    verdict.status === 'verified'
      ? '  it holds only because other spellings were tried, too; a check that takes the URL literally fails'
      : nearestMiss(reproduced, keys, out);
  return [first, ...causeLines(reproduced.differences, out)];
}
