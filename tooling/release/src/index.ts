export { packPublished, type Tarball } from './pack.ts';
export { type Finished, inheritedEnvironment, mustRun, run } from './run.ts';
