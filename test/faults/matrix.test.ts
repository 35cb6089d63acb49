import { describe, expect, it } from 'vitest';
import { RECORD } from '../../lib/pipeline/run-records.ts';
import { STEP_NAMES, type StepName } from '../../lib/pipeline/step-names.ts';
import { FAULTS, type Fault, liveThrough } from './faulty-run.ts';

/** Nothing of the measurement is missing when one of these fails. */
const AFTER_MEASURING: readonly StepName[] = ['Summarise', 'Publish', 'Teardown'];
/** The machine reads nothing of what these answer. */
const UNREAD: readonly StepName[] = ['Prepare', 'StopCrew', ...AFTER_MEASURING];
/** A place whose function ended before it said anything is given up; the run goes on. */
const GIVEN_UP = 'was not ready when its time for preparing was over';

/** What the page has to say; undefined where the run measured everything all the same. */
function due(step: StepName, fault: Fault): string | undefined {
  if (AFTER_MEASURING.includes(step)) return undefined;
  switch (fault) {
    case 'throws':
      return `${step} is broken`;
    case 'times out':
      return step === 'Prepare' ? GIVEN_UP : 'Task timed out after 900.00 seconds';
    case 'is throttled':
      return undefined;
    case 'returns garbage':
      return UNREAD.includes(step) ? undefined : 'the execution failed';
    case 'is killed after its effect':
      return step === 'Prepare' ? GIVEN_UP : `${step} was killed`;
    case 'runs while the machine times out':
      return 'the execution reached its time limit';
    case 'hangs':
      return 'the run was stopped at its deadline';
    default:
      return 'the execution was stopped';
  }
}

const CASES = FAULTS.flatMap((fault) => STEP_NAMES.map((step) => ({ step, fault })));

describe.concurrent('whatever happens at whatever step', () => {
  it.each(CASES)('$step $fault: nothing is left, and the page says so', async ({ step, fault }) => {
    const { cloud, left } = await liveThrough({ step, fault });
    expect(left).toEqual([]);

    const page = cloud.pages.at(-1);
    if (!(await RECORD.plan.read(cloud.ports().records))) {
      expect(step, 'only a run that was never planned has no page').toBe('Plan');
      expect(page).toBeUndefined();
      return;
    }
    expect(page?.record.teardown).toMatchObject({ total: 0, problems: [] });
    const says = due(step, fault);
    if (says === undefined) expect(page?.record.status).toBe('complete');
    else expect(page?.html).toContain(says);
  });
});
