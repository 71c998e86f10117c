import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where reports go: not committed, so that figures in `docs/` are there because somebody read them. */
export const reportFolder = fileURLToPath(new URL('../../../.reports/bench/', import.meta.url));

/** Writes figures as JSON. */
export function writeReport(name: string, figures: object): void {
  mkdirSync(reportFolder, { recursive: true });
  writeFileSync(`${reportFolder}${name}.json`, `${JSON.stringify(figures, null, 2)}\n`);
}

/** Writes a chart beside the figures. */
export function writeChart(name: string, svg: string): void {
  mkdirSync(reportFolder, { recursive: true });
  writeFileSync(`${reportFolder}${name}.svg`, svg);
}
