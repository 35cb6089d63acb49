import type { Plan } from '../../lib/domain/plan.ts';
import type { AgentLine, BlockReport } from '../../lib/domain/sample.ts';
import { STAGES, type Stage, stageList } from '../stages.ts';

/** What the command shows while it runs: on a terminal one live line a stage, in a log a plain line a round. All of it on stderr. */
export interface Progress {
  planned(plan: Plan): void;
  enter(stage: Stage): void;
  line(lane: string, line: AgentLine): void;
  /** Ends the display; `failed` marks the stage under way. */
  finish(failed?: Error): Promise<void>;
}

const TITLES: Readonly<Record<Stage, string>> = {
  Plan: 'Plan cells and lanes',
  Prepare: 'Start stores and write the objects to read',
  Measure: 'Measure',
  Summarise: 'Summarise',
  Publish: 'Write the report',
  Teardown: 'Remove everything and list what is left',
};

export function progress(terminal: boolean, now: () => number): Progress {
  const { gates, show, done } = stageList(TITLES, terminal);
  const meter = blockMeter(now);
  let current: Stage | undefined;

  return {
    planned: (plan) => meter.plan(plan),
    enter(stage) {
      if (stage === current) return;
      if (current) gates[current].left.resolve();
      // A run without stores has nothing to prepare.
      if (stage === 'Measure') {
        gates.Prepare.entered.resolve(true);
        gates.Prepare.left.resolve();
      }
      current = stage;
      gates[stage].entered.resolve(true);
    },
    line(lane, line) {
      if (line.kind === 'block') meter.block(lane, line as BlockReport);
      if (line.kind === 'end' || (terminal && line.kind === 'block')) show('Measure', meter.text());
    },
    async finish(failed) {
      for (const stage of STAGES) {
        if (failed) gates[stage].left.reject(failed);
        else gates[stage].left.resolve();
        if (failed && stage !== current) gates[stage].entered.reject(failed);
        else gates[stage].entered.resolve(true);
      }
      await done;
    },
  };
}

/** Counts blocks and tells how long the rest will take at the pace so far. */
function blockMeter(now: () => number) {
  let total = 0;
  let done = 0;
  let startedAt = 0;
  let last: { lane: string; round: number } | undefined;
  let rounds = 0;
  return {
    plan(plan: Plan) {
      total = plan.lanes.reduce((sum, lane) => sum + lane.cells.length * lane.rounds, 0);
      rounds = plan.selection.rounds;
    },
    block(lane: string, { round, wallMs }: BlockReport) {
      startedAt ||= now() - wallMs;
      done++;
      last = { lane, round };
    },
    text(): string {
      const left = done > 0 ? ((now() - startedAt) / done) * (total - done) : 0;
      return `${last?.lane ?? ''}  round ${(last?.round ?? 0) + 1} of ${rounds}  ${done} of ${total} blocks  about ${Math.ceil(left / 1000)} s left`;
    },
  };
}
