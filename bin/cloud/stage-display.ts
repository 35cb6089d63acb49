import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import { STAGES, type Stage } from '../local/progress.ts';

const TITLES: Readonly<Record<Stage, string>> = {
  Plan: 'Plan cells and lanes',
  Prepare: 'Open stores and write the objects to read',
  Measure: 'Measure',
  Summarise: 'Summarise',
  Publish: 'Publish the report',
  Teardown: 'Remove everything and list what is left',
};

/** The stages of a run in the cloud, all on stderr: live lines on a terminal, plain lines in a log. */
export interface StageDisplay {
  /** Stages before it are ticked: a look every few seconds may miss a short one. */
  enter(stage: Stage): void;
  /** Shown below the stage under way; on a terminal in place of what was shown before. */
  show(lines: readonly string[]): void;
  /** Ends the display; `failed` marks the stage under way. */
  finish(failed?: Error): Promise<void>;
}

export function stageDisplay(terminal: boolean): StageDisplay {
  const gates = STAGES.map(() => ({
    entered: Promise.withResolvers<boolean>(),
    begun: Promise.withResolvers<{ output: string }>(),
    left: Promise.withResolvers<void>(),
  }));
  for (const { left } of gates) left.promise.catch(() => {});
  let current = -1;
  const output = (text: string) => {
    // A stage begins a moment after it was entered: what is shown meanwhile waits for it.
    void gates[current]?.begun.promise.then((task) => {
      task.output = text;
    });
  };
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  const tasks = new Listr(
    STAGES.map((stage, at) => ({
      title: TITLES[stage],
      task: async (_: unknown, task: { output: string; skip(message?: string): void }) => {
        if (!(await gates[at]?.entered.promise)) return task.skip();
        gates[at]?.begun.resolve(task);
        await gates[at]?.left.promise;
      },
    })),
    {
      ...(terminal
        ? { renderer: 'default' as const, rendererOptions: { logger } }
        : { renderer: 'simple' as const, rendererOptions: { logger } }),
      exitOnError: true,
      registerSignalListeners: false,
    },
  );
  const done = tasks.run().catch(() => {});
  return {
    enter(stage) {
      const to = STAGES.indexOf(stage);
      for (let at = Math.max(current, 0); at < to; at++) {
        gates[at]?.entered.resolve(true);
        gates[at]?.left.resolve();
      }
      if (to <= current) return;
      current = to;
      gates[to]?.entered.resolve(true);
    },
    show(lines) {
      if (lines.length === 0) return;
      if (terminal) output(lines.join('\n'));
      else for (const line of lines) output(line);
    },
    async finish(failed) {
      for (const [at, gate] of gates.entries()) {
        if (failed && at === current) gate.left.reject(failed);
        else gate.left.resolve();
        gate.entered.resolve(!failed && at <= current + 1);
      }
      await done;
    },
  };
}
