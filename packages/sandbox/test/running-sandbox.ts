import { Buffer } from 'node:buffer';
import { onTestFinished } from 'vitest';
import { createManualClock, createSandbox, type Sandbox, type SandboxOptions } from '../src/index.ts';

/** A sandbox on a clock that stands still, closed when the test is over. */
export async function runningSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = createSandbox({ seed: 1, clock: createManualClock(), ...options });
  await sandbox.listen();
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** What a REST API answered. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Empty where there was none. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks a REST API as the sandbox's first project. A record goes as a form, anything else as JSON. */
export async function ask(
  sandbox: Sandbox,
  method: string,
  path: string,
  content: { readonly form?: Record<string, string> | [string, string][]; readonly json?: unknown } = {},
  authorization?: string,
): Promise<RestAnswer> {
  const [project] = sandbox.projects;
  const credentials = Buffer.from(`${project?.projectId}:${project?.token}`).toString('base64');
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: {
      authorization: authorization ?? `Basic ${credentials}`,
      ...(content.json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(content.form === undefined ? {} : { body: new URLSearchParams(content.form) }),
    ...(content.json === undefined ? {} : { body: JSON.stringify(content.json) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

/** Where the messages of the sandbox's first project are, in the compatibility API. */
export function messagesPath(sandbox: Sandbox): string {
  return `/api/laml/2010-04-01/Accounts/${sandbox.projects[0]?.projectId}/Messages`;
}
