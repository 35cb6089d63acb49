// What the agent's warm-up is worth: the first fresh TLS connections of a process, with it and without, against the process's own later
// ones. Prints one line a measure; `node bin/launch.cjs --exec bench/first-connections.ts [pairs]` takes some two seconds a pair.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { agentNodeFlags } from '../lib/domain/node-flags.ts';
import { respond, scriptedServer } from '../test/agent/scripted-server.ts';

const CONNECTIONS = 100;
const PAIRS = Number(process.argv[2] ?? 10);
const path = (name: string): string => fileURLToPath(new URL(`../test/${name}`, import.meta.url));
const certificate = path('fixtures/tls/localhost.cert.pem');

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Total times of one process's connections, milliseconds. */
async function totals(url: string, state: 'warm' | 'cold'): Promise<readonly number[]> {
  const program = [path('agent/first-connections.ts'), `${url}/key`, String(CONNECTIONS), state];
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate };
  const child = spawn(process.execPath, [...agentNodeFlags, ...program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 20_000,
    env,
  });
  const [printed] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return (JSON.parse(printed) as { readonly total: number }[]).map(({ total }) => total);
}

const tls = { key: readFileSync(path('fixtures/tls/localhost.key.pem')), cert: readFileSync(certificate) };
const answer = respond('200 OK', Buffer.alloc(1000));
const server = await scriptedServer((socket) => socket.write(answer), { tls });
// The server's own first handshakes are slow as well.
await totals(server.url, 'warm');
const ratios = { cold: [] as number[][], warm: [] as number[][] };
for (let pair = 0; pair < PAIRS; pair++) {
  for (const state of ['cold', 'warm'] as const) {
    const all = await totals(server.url, state);
    const later = middle(all.slice(CONNECTIONS / 2));
    const five = all.slice(0, 5);
    ratios[state].push([(all[0] ?? Number.NaN) / later, middle(five) / later, mean(five) / later]);
  }
}
for (const [place, title] of ['the first', 'median of the first five', 'mean of the first five'].entries()) {
  for (const state of ['cold', 'warm'] as const) {
    const values = ratios[state].map((row) => row[place] ?? Number.NaN);
    const range = `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
    console.log(`${title} / median of 51 to 100, ${state}: median ${middle(values).toFixed(2)}, ${range}, n ${values.length}`);
  }
}
await server.close();
