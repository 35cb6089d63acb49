import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { STEP_NAMES, type StepName } from '../pipeline/step-names.ts';
import { Machine } from './machine.ts';

/** Any JSON object of the Amazon States Language. */
export type StatesLanguage = Readonly<Record<string, unknown>>;

const PLACEHOLDER_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:';

/** The machine's definition, synthesized in this process: no account, no network, no files. */
export function synthesizeDefinition(): StatesLanguage {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'definition');
  const functions = STEP_NAMES.map((name) => [
    name,
    LambdaFunction.fromFunctionArn(stack, `${name}Function`, `${PLACEHOLDER_ARN}${name}`),
  ]);
  const machine = new Machine(stack, 'Machine', {
    steps: Object.fromEntries(functions) as Record<StepName, ReturnType<typeof LambdaFunction.fromFunctionArn>>,
  });
  // Resolved by itself: a whole synth() would write files, and load a validator of templates that takes two seconds.
  const { definitionString } = machine.stateMachine.node.defaultChild as CfnStateMachine;
  return JSON.parse(joined(stack.resolve(definitionString))) as StatesLanguage;
}

/** Resolves the one intrinsic a definition of imported functions holds: Fn::Join over texts and the partition. */
function joined(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join, Ref: ref } = value as { 'Fn::Join'?: [string, unknown[]]; Ref?: string };
  if (join) return join[1].map(joined).join(join[0]);
  if (ref === 'AWS::Partition') return 'aws';
  throw new Error(`the definition refers to ${JSON.stringify(value)}: only plain steps can run on one machine`);
}
