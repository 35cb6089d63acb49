import { createEngine } from '../../../agent/engine/engine.ts';
import { sideRequest } from '../../../agent/side-request.ts';
import { exchange, objectPart, SEED } from '../exchanges.ts';

// Asks each URL with the timed engine and with the request the agent makes beside it, in a process with an environment of its own.
const engine = createEngine({ seed: SEED, timeoutSeconds: 20, signal: new AbortController().signal });
const answers: { readonly engine: string; readonly sideRequest: string }[] = [];
for (const url of process.argv.slice(2)) {
  const pool = engine.pool(0);
  const { error } = await pool.fly(exchange(objectPart('GET', url, 100)), { verify: true });
  pool.close();
  const asked = sideRequest({ method: 'GET', url, timeoutMs: 20_000 });
  const answered = await asked.then(
    () => 'answered',
    () => 'refused',
  );
  answers.push({ engine: error?.name ?? 'ok', sideRequest: answered });
}
console.log(JSON.stringify(answers));
