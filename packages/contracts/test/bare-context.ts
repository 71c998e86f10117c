// Run as its own process, since modules in a bare context need a flag: loads the public entry where only the language
// itself is there (no Node, no DOM), normalises the payload given as an argument and writes the event.

import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import vm from 'node:vm';

const context = vm.createContext({}, { codeGeneration: { strings: false, wasm: false } });
const loaded = new Map<string, Promise<vm.SourceTextModule>>();

function load(url: string): Promise<vm.SourceTextModule> {
  const known = loaded.get(url) ?? parse(url);
  loaded.set(url, known);
  return known;
}

async function parse(url: string): Promise<vm.SourceTextModule> {
  const source = await readFile(new URL(url), 'utf8');
  const code = url.endsWith('.ts') ? stripTypeScriptTypes(source) : source;
  return new vm.SourceTextModule(code, { context, identifier: url });
}

const entry = await load(new URL('../src/index.ts', import.meta.url).href);
await entry.link((specifier, importer) => {
  if (specifier.startsWith('node:')) throw new Error(`${importer.identifier} imports ${specifier}`);
  return load(
    specifier.startsWith('.') ? new URL(specifier, importer.identifier).href : import.meta.resolve(specifier),
  );
});
await entry.evaluate();

const [, , payload = '', receivedAt = ''] = process.argv;
Object.assign(context, { contracts: entry.namespace, payload, receivedAt });
const globals =
  '["process", "Buffer", "require", "global", "setTimeout", "URL", "window"].filter((name) => name in globalThis)';
const answer: unknown = vm.runInContext(
  `JSON.stringify({ globals: ${globals}, result: contracts.normalizeCallback(JSON.parse(payload), { receivedAt }) })`,
  context,
);
process.stdout.write(String(answer));
