import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Chain,
  Choice,
  Condition,
  DefinitionBody,
  DistributedMap,
  type DistributedMapProps,
  Fail,
  type IChainable,
  JsonPath,
  Map as MapState,
  Pass,
  StateMachine,
  type StateMachineProps,
  StateMachineType,
  Succeed,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { Phase } from '../domain/cell.ts';
import { LONGEST_RUN_SECONDS } from '../domain/deadline.ts';
import { POLL_SECONDS } from '../domain/lanes.ts';
import type { StepName } from '../pipeline/step-names.ts';

export interface MachineProps {
  readonly steps: Readonly<Record<StepName, IFunction>>;
  /** What only a deployed machine has. */
  readonly settings?: Pick<StateMachineProps, 'stateMachineName' | 'role'>;
}

/**
 * Places prepared together, also where only one lane runs at a time: preparing is not measuring, and a seed's time is its network's.
 * A new account runs ten functions at once.
 */
const PLACES_AT_ONCE = 8;
/** How many lanes run together is the plan's to say: it knows the account's quotas, this definition is deployed once for all runs. */
const LANES_TOGETHER = '$.together';
/** What a Lambda that ran out of time or memory fails with: its place is given up, as one whose store says no. */
const KILLED = ['Sandbox.Timedout', 'Runtime.OutOfMemory', 'Runtime.ExitError', 'Lambda.Unknown', 'States.Timeout'];
const LONGEST_RUN = Duration.seconds(LONGEST_RUN_SECONDS);

/**
 * Plan -> Prepare (places together) -> Small (lanes together) -> Bulk (sites together, lanes of a site in turn) -> Summarise -> Publish -> Teardown.
 * A lane: StartCrew -> [Wait, PollCrew] -> [SendOrder, Wait, PollOrder] for each round -> StopCrew.
 * A lane that fails becomes an outcome, also where its hosts cannot be stopped; any other failure reaches Teardown and then fails the execution.
 */
export class Machine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: MachineProps) {
    super(scope, id);
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromChainable(definition(this, props)),
      stateMachineType: StateMachineType.STANDARD,
      timeout: LONGEST_RUN,
      ...props.settings,
    });
  }
}

function definition(scope: Construct, { steps }: MachineProps): IChainable {
  const main = (name: StepName, resultPath?: string) =>
    task(scope, steps, name, name, { run: JsonPath.stringAt('$.run') }, resultPath);
  const lanes = (name: string, items: string, together: Pick<DistributedMapProps, 'maxConcurrency' | 'maxConcurrencyPath'>) =>
    new DistributedMap(scope, name, {
      itemsPath: items,
      ...together,
      itemSelector: { run: JsonPath.stringAt('$.run'), lane: JsonPath.stringAt('$$.Map.Item.Value'), round: 0 },
      resultPath: JsonPath.DISCARD,
    });

  const failed = new Fail(scope, 'RunFailed', { errorPath: '$.error.Error', causePath: '$.error.Cause' });
  const afterFailure = task(
    scope,
    steps,
    'Teardown after a failure',
    'Teardown',
    { run: JsonPath.stringAt('$.run') },
    '$.teardown',
  );
  afterFailure.addRetry({ maxAttempts: 2, interval: Duration.seconds(5) });
  afterFailure.next(failed);

  const prepare = new MapState(scope, 'Prepare', {
    itemsPath: '$.places',
    maxConcurrency: PLACES_AT_ONCE,
    itemSelector: { run: JsonPath.stringAt('$.run'), place: JsonPath.stringAt('$$.Map.Item.Value') },
    resultPath: JsonPath.DISCARD,
  }).itemProcessor(place(scope, steps));

  const small = lanes('Small', '$.small', { maxConcurrencyPath: LANES_TOGETHER }).itemProcessor(lane(scope, steps, 'small'));
  const bulkLanes = lanes('Bulk lanes', '$.lanes', { maxConcurrency: 1 }).itemProcessor(lane(scope, steps, 'bulk'));
  const bulk = new DistributedMap(scope, 'Bulk', {
    itemsPath: '$.bulk',
    maxConcurrencyPath: LANES_TOGETHER,
    itemSelector: { run: JsonPath.stringAt('$.run'), lanes: JsonPath.objectAt('$$.Map.Item.Value.lanes') },
    resultPath: JsonPath.DISCARD,
  }).itemProcessor(bulkLanes);

  const body = [main('Plan'), prepare, small, bulk, main('Summarise', JsonPath.DISCARD), main('Publish', '$.published')];
  for (const state of body) state.addCatch(afterFailure, { resultPath: '$.error' });

  const teardown = main('Teardown', '$.teardown');
  teardown.addRetry({ maxAttempts: 2, interval: Duration.seconds(5) });
  const verdict = new Choice(scope, 'Nothing left?')
    .when(Condition.booleanEquals('$.teardown.clean', true), new Succeed(scope, 'Done'))
    .otherwise(
      new Fail(scope, 'SomethingLeft', { error: 'SomethingLeft', cause: 'Teardown listed resources that are still there.' }),
    );
  return Chain.start(body[0] as IChainable)
    .next(body[1] as IChainable)
    .next(small)
    .next(bulk)
    .next(body[4] as IChainable)
    .next(body[5] as IChainable)
    .next(teardown)
    .next(verdict);
}

/** One place of a store. What is said of it is on record, so that only a failure of the records themselves goes further. */
function place(scope: Construct, steps: MachineProps['steps']): IChainable {
  const prepare = task(scope, steps, 'Prepare a place', 'Prepare', {
    run: JsonPath.stringAt('$.run'),
    place: JsonPath.stringAt('$.place'),
  });
  prepare.addCatch(new Pass(scope, 'Place given up'), { errors: KILLED, resultPath: '$.error' });
  return Chain.start(prepare);
}

/** One lane. State names carry the phase, because names are unique in a definition and handlers are found by name. */
function lane(scope: Construct, steps: MachineProps['steps'], phase: Phase): IChainable {
  const state = { run: JsonPath.stringAt('$.run'), lane: JsonPath.stringAt('$.lane'), round: JsonPath.numberAt('$.round') };
  const step = (name: StepName) => task(scope, steps, `${name} (${phase})`, name, state);
  const wait = (name: string) =>
    new Wait(scope, `${name} (${phase})`, { time: WaitTime.duration(Duration.seconds(POLL_SECONDS[phase])) });
  const choice = (name: string) => new Choice(scope, `${name} (${phase})`);

  const [start, pollCrew, send, pollOrder] = [step('StartCrew'), step('PollCrew'), step('SendOrder'), step('PollOrder')];
  const stop = step('StopCrew');
  const stopFailed = task(scope, steps, `StopCrew after a failure (${phase})`, 'StopCrew', {
    ...state,
    error: JsonPath.objectAt('$.error'),
  });
  // What stays is removed before a later start, by Teardown, or by what comes after it: no reason to end a run that measures.
  const unstopped = task(scope, steps, `StopCrew in vain (${phase})`, 'StopCrew', {
    ...state,
    unstopped: JsonPath.objectAt('$.unstopped'),
  });
  for (const each of [stop, stopFailed]) {
    each.addRetry({ maxAttempts: 3, interval: Duration.seconds(2) });
    each.addCatch(unstopped, { resultPath: '$.unstopped' });
  }
  for (const each of [start, pollCrew, send, pollOrder]) each.addCatch(stopFailed, { resultPath: '$.error' });

  const waitForCrew = wait('Wait for the crew');
  const waitForOrder = wait('Wait for the order');
  start.next(pollCrew);
  pollCrew.next(choice('Crew ready?').when(Condition.booleanEquals('$.ready', true), send).otherwise(waitForCrew));
  waitForCrew.next(pollCrew);
  send.next(choice('Order sent?').when(Condition.booleanEquals('$.sent', true), waitForOrder).otherwise(stop));
  waitForOrder.next(pollOrder);
  pollOrder.next(choice('Round done?').when(Condition.booleanEquals('$.done', true), send).otherwise(waitForOrder));
  return Chain.start(start);
}

function task(
  scope: Construct,
  steps: MachineProps['steps'],
  stateName: string,
  step: StepName,
  payload: Readonly<Record<string, unknown>>,
  resultPath?: string,
): LambdaInvoke {
  const invoke = new LambdaInvoke(scope, stateName, {
    lambdaFunction: steps[step],
    payload: TaskInput.fromObject({ ...payload }),
    payloadResponseOnly: true,
    retryOnServiceExceptions: true,
    // A step's own limit is its function's. Unsaid, AWS has none here and the local engine 60 s.
    taskTimeout: Timeout.duration(LONGEST_RUN),
    ...(resultPath === undefined ? {} : { resultPath }),
  });
  // Not among the exceptions above: an account of 10 concurrent functions says it whenever lanes and probes meet.
  invoke.addRetry({ errors: ['Lambda.TooManyRequestsException'], interval: Duration.seconds(2), maxAttempts: 8, backoffRate: 2 });
  return invoke;
}
