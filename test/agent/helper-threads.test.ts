import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundled, cleanUp, startAgent } from './agent-process.ts';
import { post } from './exchanges.ts';

let program = '';
beforeAll(async () => {
  program = await bundled('agent/entry.ts');
});
afterAll(cleanUp);

/** Where niceness stands among the fields of a thread's `stat` after its name in parentheses (proc_pid_stat(5): field 19). */
const NICE = 19 - 3;

/** Niceness of every thread of a process, by name. */
function nicenessOf(pid: number): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    const [, name = '', rest = ''] = /\((.*)\) (.*)/.exec(readFileSync(`/proc/${pid}/task/${id}/stat`, 'latin1')) ?? [];
    found.set(name, [...(found.get(name) ?? []), Number(rest.split(' ')[NICE])]);
  }
  return found;
}

// Other systems give threads no niceness of their own.
describe.runIf(process.platform === 'linux')('the threads on which V8 compiles', () => {
  it('step back once the agent is warm; the one that measures and the loopback server do not', async () => {
    const agent = startAgent(program, post);
    try {
      await agent.next('ready');
      const niceness = nicenessOf(agent.child.pid ?? 0);
      expect(niceness.get('V8Worker')?.length).toBeGreaterThan(0);
      expect(new Set(niceness.get('V8Worker'))).toEqual(new Set([19]));
      for (const name of ['MainThread', 'WorkerThread']) expect(niceness.get(name), name).toEqual([getPriority()]);
    } finally {
      expect(await agent.end()).toBe(0);
    }
  });
});
