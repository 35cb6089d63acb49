import { readdirSync, readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

const TASKS = '/proc/self/task';
/** As Node names the threads on which V8 compiles beside the one that runs. */
const HELPER = /^V8Worker/;

/**
 * From now on V8's compiler runs when the thread that measures does not want to: with one core, a compilation would keep a response
 * waiting for a whole time slice of the kernel (4 to 5 ms, measured). Linux gives every thread a niceness of its own, and raising it
 * needs no permission; elsewhere nothing happens. Only for a Node with `agentNodeFlags`: a garbage collector with helpers would wait
 * for them.
 */
export function helpersStepBack(): void {
  try {
    for (const id of readdirSync(TASKS)) {
      if (HELPER.test(readFileSync(`${TASKS}/${id}/comm`, 'latin1'))) setPriority(Number(id), constants.priority.PRIORITY_LOW);
    }
  } catch {
    // No Linux, or one that refuses: the threads stay equals, and each block's own figures show what that costs.
  }
}
