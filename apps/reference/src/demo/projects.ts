import { randomBytes } from 'node:crypto';

/** A project of the demo: whose messages these are, and what signs their callbacks. */
export interface DemoProject {
  readonly projectId: string;
  /** For the sandbox's REST APIs. */
  readonly token: string;
  readonly signingKeys: readonly [string];
}

function projectWithNewSecrets(projectId: string): DemoProject {
  // Nobody else knows the key, so nothing but the demo's own callbacks is accepted.
  const [token, signingKey] = [`PT${randomBytes(20).toString('hex')}`, `PSK${randomBytes(20).toString('hex')}`];
  return { projectId, token, signingKeys: [signingKey] };
}

/** Makes the demo's two projects: always the same ones, every time with other secrets. */
export function createDemoProjects(): readonly [DemoProject, DemoProject] {
  return [
    projectWithNewSecrets('0d5e8a10-6f3b-4c52-9f1e-5a2b00000001'),
    projectWithNewSecrets('0d5e8a10-6f3b-4c52-9f1e-5a2b00000002'),
  ];
}
