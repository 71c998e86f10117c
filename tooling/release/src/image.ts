import { mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, matchesGlob } from 'node:path';
import { copyRepository } from './copy-repository.ts';
import { root } from './published-packages.ts';
import { mustRun } from './run.ts';

/** What the image would be, in a folder that stands for its root. */
export interface Image {
  /** The folder of a path of the image. */
  at(path: string): string;
  readonly environment: Readonly<Record<string, string>>;
  /** What it starts: the program and its arguments, as the image's own paths. */
  readonly command: readonly string[];
}

interface Stage {
  readonly name: string;
  readonly from: string;
  readonly instructions: readonly { readonly word: string; readonly rest: string }[];
}

function stagesOf(dockerfile: string): Stage[] {
  const lines = dockerfile
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n');
  const instructions = lines.flatMap((line) => {
    const [, word = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return word === '' ? [] : { word, rest };
  });
  const starts = instructions.flatMap(({ word }, index) => (word === 'FROM' ? index : []));
  return starts.map((start, index) => {
    const [from = '', , name = ''] = instructions[start]?.rest.split(' ') ?? [];
    return { from, name, instructions: instructions.slice(start + 1, starts[index + 1]) };
  });
}

/** What `.dockerignore` keeps out: what a line names, and all that is in it. */
function isSent(path: string): boolean {
  const patterns = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return !patterns.some((pattern) => matchesGlob(path, pattern) || matchesGlob(path, `${pattern}/**`));
}

/** The image's base has one Node, which is the workspace's; a machine can have another. */
function withThisNode(): Readonly<Record<string, string>> {
  return { PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` };
}

/**
 * Does what the Dockerfile says without a container engine: each stage in a folder of its own, with this machine's Node. What the
 * last stage runs is left out: it is about the image's users and directories, which are not this machine's. The folder has to
 * be empty.
 */
export async function assembleImage(folder: string): Promise<Image> {
  const stages = stagesOf(readFileSync(join(root, 'Dockerfile'), 'utf8'));
  const environments = new Map<string, Readonly<Record<string, string>>>();
  let command: readonly string[] = [];
  for (const [index, { name, from, instructions }] of stages.entries()) {
    const at = (path: string) => join(folder, name || 'image', path);
    mkdirSync(at('/'), { recursive: true });
    const known = stages.some((stage) => stage.name === from);
    if (known) await mustRun('cp', ['-a', `${join(folder, from)}/.`, at('/')], { cwd: folder });
    const environment: Record<string, string> = { ...environments.get(from) };
    environments.set(name, environment);
    let directory = '/app';
    for (const { word, rest } of instructions) {
      if (word === 'ENV')
        Object.assign(environment, Object.fromEntries(rest.split(/\s+/).map((each) => each.split('='))));
      if (word === 'WORKDIR') {
        directory = rest;
        mkdirSync(at(directory), { recursive: true });
      }
      if (word === 'RUN' && index < stages.length - 1) {
        await mustRun('sh', ['-c', rest], { cwd: at(directory), env: { ...withThisNode(), ...environment } });
      }
      if (word === 'COPY' && rest === '. .') await copyRepository(at(directory), { isWanted: isSent });
      if (word === 'COPY' && rest.startsWith('--from=')) {
        const [source = '', path = '', target = ''] = rest.slice('--from='.length).split(/\s+/);
        mkdirSync(dirname(at(target)), { recursive: true });
        await mustRun('cp', ['-a', join(folder, source, path), at(target)], { cwd: folder });
      }
      if (word === 'CMD') command = JSON.parse(rest);
    }
  }
  return { at: (path) => join(folder, 'image', path), environment: environments.get('') ?? {}, command };
}
