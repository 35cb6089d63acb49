import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { LONGEST_FUNCTION_MINUTES, SEND_ORDER_MINUTES } from '../../domain/function-limits.ts';
import { stepFunction } from '../../domain/names.ts';
import { STEP_NAMES, type StepName } from '../../pipeline/step-names.ts';
import { bundledFunction } from '../bundled-function.ts';
import { permissionsOf } from '../permissions/functions.ts';
import type { Where } from '../permissions/storage.ts';

interface Size {
  readonly memoryMb: number;
  readonly minutes: number;
}

/** The longest Lambda allows, with a whole vCPU: fills stores, signs and reads thousands of objects, draws the page. */
export const LONG: Size = { memoryMb: 1769, minutes: LONGEST_FUNCTION_MINUTES };
/** A few calls of AWS, paid for as long as they last. */
const SHORT: Size = { memoryMb: 512, minutes: 2 };

const SIZES: Readonly<Record<StepName, Size>> = {
  Plan: { ...SHORT, memoryMb: 1024 },
  Prepare: LONG,
  // A bare-metal server that an earlier lane left is removed first, and its provider asked for much.
  StartCrew: { ...SHORT, minutes: 5 },
  PollCrew: SHORT,
  SendOrder: { memoryMb: 1024, minutes: SEND_ORDER_MINUTES },
  PollOrder: SHORT,
  // A bare-metal server is waited for until it is gone.
  StopCrew: { ...SHORT, minutes: 5 },
  Summarise: LONG,
  Publish: LONG,
  Teardown: LONG,
};

/** A function for each step of the machine. Step Functions itself retries them, so Lambda never does. */
export function stepFunctions(
  scope: Construct,
  where: Where,
  environment: Readonly<Record<string, string>>,
): Readonly<Record<StepName, IFunction>> {
  const functions = STEP_NAMES.map((step): [StepName, IFunction] => {
    const functionName = stepFunction(step);
    const { memoryMb, minutes } = SIZES[step];
    const made = bundledFunction(scope, step, {
      functionName,
      description: `firstbyte: the step ${step} of the state machine`,
      entry: functionName.slice('firstbyte-'.length),
      memoryMb,
      timeout: Duration.minutes(minutes),
      permissions: permissionsOf(functionName, where),
      environment,
    });
    return [step, made];
  });
  return Object.fromEntries(functions) as Record<StepName, IFunction>;
}
