import { watchStarters } from '../../lib/adapters/local/lifeline.ts';

/** A terminal's Ctrl-C reaches us twice, directly and through the launcher: signals this close are one. */
const ONE_SIGNAL_MS = 300;
/** Whoever started us is dead: nobody waits for a report, and nothing may stay behind. */
const ORPHAN_GRACE_MS = 3000;

export interface Interrupts {
  readonly interrupted: () => boolean;
  /** Lets the process end by itself again. */
  release(): void;
}

/**
 * First signal: `stop` is called and the run ends in order. Second signal, or a dead starter that leaves no time: `abandon` is
 * called and the process ends at once.
 */
export function onInterrupt(stop: (reason: string) => void, abandon: () => void): Interrupts {
  let at: number | undefined;
  const signal = (name: string) => {
    const now = performance.now();
    if (at !== undefined && now - at < ONE_SIGNAL_MS) return;
    if (at !== undefined) {
      abandon();
      process.exit(130);
    }
    at = now;
    stop(`interrupted by ${name}`);
  };
  const handlers = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => {
    const handler = () => signal(name);
    process.on(name, handler);
    return { name, handler };
  });
  let orphaned: NodeJS.Timeout | undefined;
  const unwatch = watchStarters((who) => {
    at ??= performance.now();
    stop(`${who} is gone`);
    orphaned = setTimeout(() => {
      abandon();
      process.exit(130);
    }, ORPHAN_GRACE_MS);
  });
  // Writing to a terminal that is gone must not end the clean-up.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return {
    interrupted: () => at !== undefined,
    release: () => {
      clearTimeout(orphaned);
      unwatch();
      for (const { name, handler } of handlers) process.off(name, handler);
    },
  };
}
