// A program for tests: the processor time that the first fresh TLS connections of a process take it, in order, after the agent's warm-up or
// without it. Processor time of this thread, because others share the machine and lengthen every other clock.
// Arguments: URL of an object of 1000 bytes (trusted by NODE_EXTRA_CA_CERTS), number of connections, `warm` or `cold`. Prints JSON, milliseconds.
import { createEngine } from '../../agent/engine/engine.ts';
import { inLoopbackThread, startLoopbackServer } from '../../agent/loopback-server.ts';
import { warmUp } from '../../agent/warm-up.ts';
import { exchange, objectPart, SEED } from './exchanges.ts';

const [url = '', count, state] = process.argv.slice(2);

async function measured(): Promise<readonly number[]> {
  const loopback = state === 'warm' ? await startLoopbackServer() : undefined;
  if (loopback) await warmUp(loopback);
  const engine = createEngine({ seed: SEED, timeoutSeconds: 10, signal: new AbortController().signal });
  // The content block is made with the first request, whether or not there is anybody to take it: that is no part of a connection.
  await engine.pool(0).fly(exchange(objectPart('GET', 'http://127.0.0.1:1/0/1000', 1000)), { verify: false });
  const times = [];
  for (let i = 0; i < Number(count); i++) {
    const before = process.threadCpuUsage();
    const pool = engine.pool(0);
    const { error } = await pool.fly(exchange(objectPart('GET', url, 1000)), { verify: false });
    pool.close();
    if (error) throw new Error(`connection ${i}: ${error.message}`);
    const { user, system } = process.threadCpuUsage(before);
    times.push((user + system) / 1000);
  }
  await loopback?.stop();
  return times;
}

if (!inLoopbackThread()) console.log(JSON.stringify(await measured()));
