// Makes what is published out of the sources: one module of ours, and beside it what it uses of zod. zod as a dependency would
// be most of what `@statuswire/express` installs and of the time that its import takes (docs/performance.md, "Installed size
// and import"). tsc has written the declarations before.
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { copyDeclarations } from './vendored-declarations.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const dist = `${folder}dist/`;
const zod = `${folder}node_modules/zod/`;

const bundle = await rolldown({ input: `${folder}src/index.ts`, platform: 'neutral', cwd: folder });
await bundle.write({
  dir: dist,
  format: 'esm',
  sourcemap: true,
  chunkFileNames: '[name].js',
  comments: { annotation: true, jsdoc: false, legal: true },
  codeSplitting: { groups: [{ name: 'zod/index', test: /[\\/]node_modules[\\/]zod[\\/]/ }] },
});
await bundle.close();

// The map of zod's part would be larger than the part itself, and its sources are not shipped.
rmSync(`${dist}zod/index.js.map`);
const part = readFileSync(`${dist}zod/index.js`, 'utf8');
writeFileSync(`${dist}zod/index.js`, part.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'));
copyDeclarations(zod, 'index.d.ts', `${dist}zod/`);

// What is compiled in keeps its licence (under a name of its own: pnpm adds ours only where no file is named LICENSE), and says which version it is to whoever looks for known faults.
const { version, homepage } = JSON.parse(readFileSync(`${zod}package.json`, 'utf8'));
const licence = readFileSync(`${zod}LICENSE`, 'utf8');
writeFileSync(`${dist}zod/ZOD-LICENSE`, `zod ${version} (${homepage})\n\n${licence}`);

for (const path of globSync('*.d.ts', { cwd: dist })) {
  const text = readFileSync(`${dist}${path}`, 'utf8').replaceAll(/(["'])zod\1/g, "'./zod/index.js'");
  if (/["']zod\//.test(text)) throw new Error(`${path} names an entry of zod that is not vendored.`);
  writeFileSync(`${dist}${path}`, text);
}
