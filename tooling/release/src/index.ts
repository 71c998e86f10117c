export { packPublished, type Tarball } from './pack.ts';
export { type Finished, run } from './run.ts';
