import { Listr, ListrLogger, ProcessOutput } from 'listr2';

export const STAGES = ['Plan', 'Prepare', 'Measure', 'Summarise', 'Publish', 'Teardown'] as const;
export type Stage = (typeof STAGES)[number];

/** What moves one stage of the list. */
export interface Gate {
  /** Lets its turn begin once the stages before it are done; false passes it by. */
  readonly entered: PromiseWithResolvers<boolean>;
  /** Ticks it, or marks it failed. */
  readonly left: PromiseWithResolvers<void>;
}

export interface StageList {
  readonly gates: Readonly<Record<Stage, Gate>>;
  /** Shown below a stage as soon as it has begun: on a terminal in place of what was shown before, in a log as a line. */
  show(stage: Stage, text: string): void;
  /** Settles when every stage is done or one has failed; never rejects. */
  readonly done: Promise<void>;
}

/** The stages of a run as a list on stderr: live lines on a terminal, plain lines in a log. */
export function stageList(titles: Readonly<Record<Stage, string>>, terminal: boolean): StageList {
  const turns = Object.fromEntries(STAGES.map((stage) => [stage, turn()])) as Record<Stage, ReturnType<typeof turn>>;
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  const list = new Listr(
    STAGES.map((stage) => ({
      title: titles[stage],
      task: async (_: unknown, task: { output: string; skip(): void }) => {
        if (!(await turns[stage].entered.promise)) return task.skip();
        turns[stage].begun.resolve(task);
        await turns[stage].left.promise;
      },
    })),
    {
      ...(terminal ? { renderer: 'default' as const } : { renderer: 'simple' as const }),
      rendererOptions: { logger },
      exitOnError: true,
      registerSignalListeners: false,
    },
  );
  return {
    gates: turns,
    show(stage, text) {
      void turns[stage].begun.promise.then((task) => {
        task.output = text;
      });
    },
    done: list.run().then(
      () => {},
      () => {},
    ),
  };
}

function turn() {
  const entered = Promise.withResolvers<boolean>();
  const left = Promise.withResolvers<void>();
  // One that fails while nobody waits for it is told by the stage that failed first.
  for (const { promise } of [entered, left]) (promise as Promise<unknown>).catch(() => {});
  return { entered, left, begun: Promise.withResolvers<{ output: string }>() };
}
