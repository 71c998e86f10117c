import type { Verification } from '@statuswire/receiver';
import type { Framework } from './host.ts';

/** What is kept with a delivery beyond what it says: which way it came, and the verdict on its signature. Never a key. */
export function provenanceOf(verification: Verification, framework: Framework): Readonly<Record<string, string>> {
  if (verification.status === 'unverified') return { framework, signature: verification.reason };
  const { scheme, keyFingerprint, urlSpelling, downgraded } = verification;
  return { framework, signature: 'verified', scheme, keyFingerprint, urlSpelling, downgraded: String(downgraded) };
}
