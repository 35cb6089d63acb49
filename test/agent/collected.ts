// A program for tests: how often the garbage of small requests was collected between them, and how often while one was on its way.
// Arguments: URL of an object of 1000 bytes, number of requests. Prints JSON.
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { createEngine } from '../../agent/engine/engine.ts';
import { exchange, objectPart, SEED } from './exchanges.ts';

const [url = '', count] = process.argv.slice(2);

/** An entry of type `gc`; its details are missing in the types. */
type Collection = PerformanceEntry & { readonly detail: { readonly kind: number; readonly flags: number } };

const collections = { between: 0, within: 0 };
const observer = new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const { kind, flags } = (entry as Collection).detail;
    if (kind !== constants.NODE_PERFORMANCE_GC_MINOR) continue;
    collections[flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED ? 'between' : 'within']++;
  }
});
const engine = createEngine({ seed: SEED, timeoutSeconds: 10, signal: new AbortController().signal });
const pool = engine.pool(0);
const get = exchange(objectPart('GET', url, 1000));
for (let i = 0; i < Number(count); i++) {
  // The first requests read files and make the content.
  if (i === Number(count) / 4) observer.observe({ entryTypes: ['gc'] });
  const { error } = await pool.fly(get, { verify: false });
  if (error) throw new Error(`request ${i}: ${error.message}`);
}
pool.close();
// The observer is told in a later turn of the loop.
await pause(50);
console.log(JSON.stringify(collections));
