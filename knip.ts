import type { KnipConfig } from 'knip';

const configuration: KnipConfig = {
  // What its own file uses is no dead code, and a list is exported together with the type that derives from it.
  ignoreExportsUsedInFile: true,
  // Of the system, where it has them: they pin a process to a core, record a terminal, check a unit.
  ignoreBinaries: ['taskset', 'script', 'systemd-analyze'],
  workspaces: {
    // Changesets names its schema by the package of its own that holds it.
    '.': {
      entry: ['.ci/*.mjs', '.changeset/*.mjs', 'tooling/vitest/*.ts'],
      ignoreDependencies: ['@changesets/config'],
    },
    'packages/contracts': { entry: ['build/*.ts'] },
    // CommonJS, so tests get it by createRequire.
    'packages/receiver': { entry: ['test/program-*.ts'], ignoreDependencies: ['@signalwire/compatibility-api'] },
    'packages/reconciler': { ignoreDependencies: ['@signalwire/compatibility-api'] },
    'packages/sandbox': { ignoreDependencies: ['@signalwire/compatibility-api'] },
    // Scripts that are processes of their own: nothing imports them.
    'tooling/bench': {
      entry: [
        'src/*.ts',
        'src/{express,koa,node-http}/*.ts',
        'src/ledger/{live-readers,paced-sender}.ts',
        'src/load/{receiver,sandbox}.ts',
      ],
    },
    // The projects are users': their dependencies are installed outside the workspace.
    'tooling/consumers': { ignore: ['projects/**'], entry: ['published/*.test.ts'] },
    'tooling/release': { entry: ['published/*.ts'], ignoreDependencies: ['publint', '@arethetypeswrong/cli'] },
    // Its configuration stands for the root's, whose folder its paths begin at.
    'tooling/mutation': { entry: ['short-properties.ts', 'test/*.test.ts'], ignoreUnresolved: [/^tooling\//] },
    // The site's own copy of Vue: two versions would not render.
    'apps/docs': { ignoreDependencies: ['vue'] },
    // Its dependencies are what the snippets of the documents import.
    'tooling/repository': { ignoreDependencies: [/./] },
  },
};

export default configuration;
