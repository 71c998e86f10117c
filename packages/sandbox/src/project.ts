/** A project: who may use the REST APIs, and with which keys its callbacks are signed. */
export interface SandboxProject {
  readonly projectId: string;
  /** The API token, the password of Basic authentication. */
  readonly token: string;
  /** Newest first; while there are several, callbacks are signed with each in turn. */
  readonly signingKeys: readonly string[];
}

/** The project that is there where none was given: its secrets are public, as everything on loopback is. */
export const defaultProject: SandboxProject = {
  projectId: '4a1c7f1e-5b0c-4d5e-9f00-0a9db0c50001',
  token: 'PTsandbox',
  signingKeys: ['PSKsandbox'],
};
