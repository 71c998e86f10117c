import type { GivenSettings } from './given-settings.ts';
import { settingNames, settingOf, tracingVariables } from './settings.ts';

/** One setting as it may be shown to anybody: no secret is in it. */
export interface ShownSetting {
  readonly name: string;
  readonly value: string;
  /** Where the value came from. */
  readonly from: string;
}

/** A URL for everybody's eyes: credentials, and what stands in its query or fragment, are not. */
export function withoutSecrets(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1•••@').replace(/[?#].*$/s, '');
}

/** Every setting that counts, with its value, or what it is without one. */
export function shownSettings(
  given: GivenSettings,
  environment: Readonly<Record<string, string | undefined>>,
  { demo }: { readonly demo: boolean },
): readonly ShownSetting[] {
  const rows = settingNames.flatMap((name): ShownSetting[] => {
    const setting = settingOf(name);
    const { text, name: called, from } = given[name];
    const demoOnly = setting.variable === null && setting.about.startsWith('with --demo');
    if (demo ? !setting.inDemo : demoOnly) return [];
    if (text === undefined) return [{ name: called, value: setting.usual, from: 'default' }];
    const value = { plain: text, hidden: '•••', url: withoutSecrets(text) }[setting.shown];
    return [{ name: setting.variable ?? called, value, from: from === 'environment' ? from : `${from} ${called}` }];
  });
  const endpoint = tracingVariables.find((name) => environment[name]);
  if (endpoint === undefined) return [...rows, { name: 'OTEL_…', value: 'no traces', from: 'default' }];
  return [...rows, { name: endpoint, value: withoutSecrets(environment[endpoint] ?? ''), from: 'environment' }];
}

/** The settings as a table. */
export function settingsTable(rows: readonly ShownSetting[]): string {
  const width = (of: (row: ShownSetting) => string) => Math.max(...rows.map((row) => of(row).length));
  const [names, values] = [
    width(({ name }) => name),
    Math.min(
      width(({ value }) => value),
      60,
    ),
  ];
  return rows
    .map(({ name, value, from }) => `  ${name.padEnd(names)}  ${value.padEnd(values)}  ${from}`.trimEnd())
    .join('\n');
}
