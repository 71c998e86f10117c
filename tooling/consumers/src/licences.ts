import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What may come along with an MIT package: licences that ask for a notice and nothing else. */
export const fittingLicences: readonly string[] = [
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
];

/** A package that an install brought, and the licence that its manifest states. */
export interface LicensedPackage {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression; null where there is none. */
  readonly licence: string | null;
}

/** Every package in a `node_modules` folder, nested ones among them. */
export function installedPackages(nodeModules: string): LicensedPackage[] {
  const manifests = ['', '**/node_modules/'].flatMap((where) => [
    `${where}*/package.json`,
    `${where}@*/*/package.json`,
  ]);
  return [...new Set(globSync(manifests, { cwd: nodeModules }))]
    .map((path) => JSON.parse(readFileSync(join(nodeModules, path), 'utf8')))
    .map(({ name, version, license }) => ({ name, version, licence: typeof license === 'string' ? license : null }))
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

/** Whether a licence fits: one of the alternatives of an SPDX expression, and there all of its parts. */
export function isFitting(licence: string | null): boolean {
  if (licence === null) return false;
  const alternatives = licence.replace(/^\(|\)$/g, '').split(' OR ');
  return alternatives.some((alternative) => alternative.split(' AND ').every((part) => fittingLicences.includes(part)));
}
