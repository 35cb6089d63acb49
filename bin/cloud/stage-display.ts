import { STAGES, type Stage, stageList } from '../stages.ts';

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
  const { gates, show, done } = stageList(TITLES, terminal);
  let current: Stage | undefined;
  const before = (stage: Stage) => STAGES.slice(0, STAGES.indexOf(stage));
  return {
    enter(stage) {
      if (current === stage || (current && before(current).includes(stage))) return;
      for (const earlier of before(stage)) {
        gates[earlier].entered.resolve(true);
        gates[earlier].left.resolve();
      }
      current = stage;
      gates[stage].entered.resolve(true);
    },
    show(lines) {
      if (lines.length === 0 || !current) return;
      for (const text of terminal ? [lines.join('\n')] : lines) show(current, text);
    },
    async finish(failed) {
      const at = current ? STAGES.indexOf(current) : -1;
      for (const stage of STAGES) {
        if (failed && stage === current) gates[stage].left.reject(failed);
        else gates[stage].left.resolve();
        gates[stage].entered.resolve(!failed && STAGES.indexOf(stage) <= at + 1);
      }
      await done;
    },
  };
}
