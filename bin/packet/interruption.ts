import type { ChildProcess } from 'node:child_process';

/** None of them ends this program before what was made is removed. */
const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Somebody's wish that no further step begins. */
export interface Interruption {
  asked(): boolean;
  /** Hands every signal from now on to this program, until it ends. */
  handTo(child: ChildProcess): void;
  /** Signals do again what they did before. */
  forget(): void;
}

/** From now on a signal ends nothing by itself. */
export function interruption(): Interruption {
  let asked = false;
  let under: ChildProcess | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    asked = true;
    console.error('firstbyte: nothing more is started, and what was made is removed');
    under?.kill(signal);
  };
  for (const signal of ENDINGS) process.on(signal, onSignal);
  return {
    asked: () => asked,
    handTo(child) {
      under = child;
      child.once('exit', () => {
        under = undefined;
      });
    },
    forget() {
      for (const signal of ENDINGS) process.off(signal, onSignal);
    },
  };
}
