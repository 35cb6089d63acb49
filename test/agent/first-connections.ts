// A program for tests: the times of the first fresh TLS connections of a process, in order, after the agent's warm-up or without it.
// Arguments: URL of an object of 1000 bytes (trusted by NODE_EXTRA_CA_CERTS), number of connections, `warm` or `cold`. Prints JSON, milliseconds.
import { createEngine } from '../../agent/engine/engine.ts';
import { inLoopbackThread, startLoopbackServer } from '../../agent/loopback-server.ts';
import { warmUp } from '../../agent/warm-up.ts';
import { exchange, objectPart, SEED } from './exchanges.ts';

const [url = '', count, state] = process.argv.slice(2);

async function measured(): Promise<readonly { readonly tls: number; readonly total: number }[]> {
  const loopback = state === 'warm' ? await startLoopbackServer() : undefined;
  if (loopback) await warmUp(loopback);
  const engine = createEngine({ seed: SEED, timeoutSeconds: 10, signal: new AbortController().signal });
  const times = [];
  for (let i = 0; i < Number(count); i++) {
    const pool = engine.pool(0);
    const { error, tls, total } = await pool.fly(exchange(objectPart('GET', url, 1000)), { verify: false });
    pool.close();
    if (error || tls === null || total === null) throw new Error(`connection ${i}: ${error?.message}`);
    times.push({ tls, total });
  }
  await loopback?.stop();
  return times;
}

if (!inLoopbackThread()) console.log(JSON.stringify(await measured()));
