// Runs the commands of docs/cli.md in a real terminal, and draws what it shows: `pnpm --filter statuswire record`.
// Needs the program `script` (util-linux), which makes the terminal.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { verifySignature } from '@statuswire/receiver';
import { terminalSvg } from './terminal-svg.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const images = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const columns = 132;
const env = { ...process.env, TERM: 'xterm-256color', SIGNALWIRE_SIGNING_KEY: 'main=PSKexample' };

interface Recorded {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<unknown>;
}

function inTerminal(words: readonly string[]): Recorded {
  const command = [process.execPath, main, ...words].map((word) => `'${word}'`).join(' ');
  const child = spawn(
    'script',
    ['--quiet', '--return', '--command', `stty cols ${columns}; exec ${command}`, '/dev/null'],
    { env },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return { child, output: () => output, ended: once(child, 'close') };
}

async function until(recorded: Recorded, pattern: RegExp): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const match = pattern.exec(recorded.output());
    if (match !== null) return match[1] ?? '';
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not seen: ${pattern}`);
}

function prompt(words: readonly string[]): string {
  return `\u001b[1m$ statuswire ${words.join(' ')}\u001b[0m\n`;
}

function draw(name: string, title: string, output: string): void {
  writeFileSync(`${images}${name}.svg`, terminalSvg(output, { title, columns }));
}

async function recordListen(): Promise<void> {
  const words = ['listen', '--port', '4000'];
  const listening = inTerminal(words);
  try {
    await until(listening, /(Ctrl-C ends it)/);
    const url = 'http://127.0.0.1:4000/callbacks';
    await inTerminal(['trigger', url, '--life', 'undelivered', '--dialect', 'platform']).ended;
    await inTerminal(['trigger', url, '--public-url', `${url}/`]).ended;
    await until(listening, /(fix:[^\n]*\n)/);
  } finally {
    listening.child.stdin?.write('\u0003');
    await listening.ended;
  }
  draw('cli-listen', 'statuswire listen', prompt(words) + listening.output().replace('^C', ''));
}

/** An endpoint that looks at a signature where there is one, and takes what has none. */
async function recordDoctor(): Promise<void> {
  const server = createServer(async (request, response) => {
    // doctor leaves one request midway.
    const rawBody = await buffer(request).catch(() => Buffer.alloc(0));
    const url = `http://${request.headers.host}${request.url}`;
    const { status, ...verdict } = verifySignature({
      url,
      headers: request.headers,
      rawBody,
      signingKeys: 'PSKexample',
    });
    const forged = status === 'unverified' && 'reason' in verdict && verdict.reason !== 'missing_signature';
    if (request.method !== 'POST') response.writeHead(405, { allow: 'POST' }).end();
    else if (rawBody.length > 256 * 1024) response.writeHead(413).end();
    else if (forged) response.writeHead(403).end('Signature mismatch');
    else response.writeHead(200, { 'content-type': 'text/xml' }).end('<Response/>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const words = ['doctor', `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks/status`];
  const doctor = inTerminal(words);
  await doctor.ended;
  server.close();
  server.closeAllConnections();
  const shown = ['doctor', 'http://localhost:3000/callbacks/status'];
  draw('cli-doctor', 'statuswire doctor', prompt(shown) + doctor.output());
}

await recordListen();
await recordDoctor();
