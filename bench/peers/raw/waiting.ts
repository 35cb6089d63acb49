import { openSync, readSync } from 'node:fs';

/** What the calling thread and its process had used by some moment, microseconds. */
interface Used {
  /** The thread was ready to run and had no core. */
  readonly waitUs: number;
  /** All other threads of the process ran. */
  readonly othersUs: number;
}

const LINE_BYTES = 96;

/** The kernel's schedstat of the calling thread: nanoseconds run, nanoseconds ready without a core. Null where it has none. */
function watchThread(): (() => { readonly ranUs: number; readonly waitUs: number }) | null {
  const text = Buffer.alloc(LINE_BYTES);
  try {
    const file = openSync('/proc/thread-self/schedstat', 'r');
    return () => {
      const [ran, waited] = text.toString('latin1', 0, readSync(file, text, 0, LINE_BYTES, 0)).split(' ');
      return { ranUs: Number(ran) / 1000, waitUs: Number(waited) / 1000 };
    };
  } catch {
    return null;
  }
}

function used(thread: NonNullable<ReturnType<typeof watchThread>>): Used {
  const { user, system } = process.cpuUsage();
  const { ranUs, waitUs } = thread();
  return { waitUs, othersUs: user + system - ranUs };
}

/** Says after each request for how long its thread had to wait for a core, and what its own process ran meanwhile beside it. */
export function watchWaiting(): { begin(): void; end(): void; readonly waitsUs: number[]; readonly ownUs: number[] } {
  const thread = watchThread();
  const waitsUs: number[] = [];
  const ownUs: number[] = [];
  let before: Used = { waitUs: 0, othersUs: 0 };
  return {
    waitsUs,
    ownUs,
    begin() {
      if (thread) before = used(thread);
    },
    end() {
      const after = thread ? used(thread) : before;
      waitsUs.push(after.waitUs - before.waitUs);
      ownUs.push(Math.max(0, after.othersUs - before.othersUs));
    },
  };
}
