import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, it } from 'vitest';
import { clientOptions, describeInEmulator } from './bed.ts';
import { ACCOUNT, makeStack, role } from './template.ts';
import { until } from './until.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/machine`;
const CHILDREN = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'Wait',
  States: { Wait: { Type: 'Wait', Seconds: 5, End: true } },
};

describeInEmulator('an emulated state machine', (emulator) => {
  const states = () => new SFNClient(clientOptions(emulator()));
  let machines = 0;

  async function start(definition: object, input: object = {}): Promise<string> {
    if (machines === 0)
      await makeStack(emulator(), 'machine', { Role: role('machine', 'states.amazonaws.com', ['lambda:InvokeFunction']) });
    machines += 1;
    const made = await states().send(
      new CreateStateMachineCommand({ name: `machine-${machines}`, roleArn: ROLE, definition: JSON.stringify(definition) }),
    );
    const started = await states().send(
      new StartExecutionCommand({ stateMachineArn: made.stateMachineArn, input: JSON.stringify(input) }),
    );
    return started.executionArn ?? 'none';
  }
  const describe = (executionArn: string) => states().send(new DescribeExecutionCommand({ executionArn }));
  const ended = (execution: string) =>
    until(
      () => describe(execution),
      ({ status }) => status !== 'RUNNING',
    );

  it('is stopped with the children of its Map', async () => {
    const lanes = { Type: 'Map', ItemsPath: '$.lanes', ItemProcessor: CHILDREN, End: true };
    const execution = await start({ StartAt: 'Lanes', States: { Lanes: lanes } }, { lanes: [1, 2, 3] });
    const children = async () => {
      const runs = await states().send(new ListMapRunsCommand({ executionArn: execution }));
      const mapRunArn = runs.mapRuns?.[0]?.mapRunArn;
      if (!mapRunArn) return [];
      return ((await states().send(new ListExecutionsCommand({ mapRunArn }))).executions ?? []).map(({ status }) => status);
    };
    await until(children, (all) => all.length === 3 && all.every((status) => status === 'RUNNING'));
    await states().send(new StopExecutionCommand({ executionArn: execution }));
    expect(await children()).toEqual(['ABORTED', 'ABORTED', 'ABORTED']);
    expect((await describe(execution)).status).toBe('ABORTED');
  });

  it('ends when its own time is over', async () => {
    const execution = await start({
      TimeoutSeconds: 1,
      StartAt: 'Wait',
      States: { Wait: { Type: 'Wait', Seconds: 3, End: true } },
    });
    expect((await ended(execution)).status).toBe('TIMED_OUT');
  });

  it('fails on a path that leads nowhere, and nothing catches that', async () => {
    const nowhere = { Type: 'Pass', Parameters: { 'value.$': '$.missing' }, Next: 'Done' };
    const inside = {
      Type: 'Parallel',
      Branches: [{ StartAt: 'Nowhere', States: { Nowhere: { ...nowhere, Next: undefined, End: true } } }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }],
      Next: 'Done',
    };
    const execution = await start({ StartAt: 'Inside', States: { Inside: inside, Done: { Type: 'Succeed' } } });
    expect(await ended(execution)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('fails above 256 KiB between states', async () => {
    const large = { Type: 'Pass', Parameters: { 'twice.$': 'States.Array($.text, $.text)' }, Next: 'Done' };
    const execution = await start(
      { StartAt: 'Large', States: { Large: large, Done: { Type: 'Succeed' } } },
      { text: 'x'.repeat(200_000) },
    );
    expect(await ended(execution)).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  it('branches on the name of an error a handler throws', async () => {
    await makeStack(emulator(), 'handler', { Role: role('handler', 'lambda.amazonaws.com', ['logs:PutLogEvents']) });
    const source = "exports.handler = async () => { throw Object.assign(new Error('lost: it'), { name: 'HostLost' }); };";
    await makeStack(emulator(), 'thrower', {
      Thrower: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'thrower',
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Role: `arn:aws:iam::${ACCOUNT}:role/handler`,
          Code: { ZipFile: source },
        },
      },
    });
    const task = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'thrower' },
      Catch: [{ ErrorEquals: ['HostLost'], Next: 'Caught' }],
      End: true,
    };
    const execution = await start({ StartAt: 'Task', States: { Task: task, Caught: { Type: 'Pass', End: true } } });
    const result = await ended(execution);
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: expect.stringContaining('lost: it') });
  });

  it('waits for a build, whose commands run here with what the machine gave it', async () => {
    const buildspec = JSON.stringify({ version: 0.2, phases: { build: { commands: ['test "$WANTED" = given', 'exit $CODE'] } } });
    await makeStack(emulator(), 'build', {
      Role: role('builder', 'codebuild.amazonaws.com', ['logs:PutLogEvents']),
      Project: {
        Type: 'AWS::CodeBuild::Project',
        Properties: {
          Name: 'build',
          ServiceRole: `arn:aws:iam::${ACCOUNT}:role/builder`,
          Artifacts: { Type: 'NO_ARTIFACTS' },
          Source: { Type: 'NO_SOURCE', BuildSpec: buildspec },
          Environment: { Type: 'LINUX_CONTAINER', ComputeType: 'BUILD_GENERAL1_SMALL', Image: 'none' },
        },
      },
    });
    const task = {
      Type: 'Task',
      Resource: 'arn:aws:states:::codebuild:startBuild.sync',
      Parameters: {
        ProjectName: 'build',
        EnvironmentVariablesOverride: [
          { Name: 'WANTED', Value: 'given' },
          { Name: 'CODE', 'Value.$': '$.code' },
        ],
      },
      End: true,
    };
    const machine = { StartAt: 'Build', States: { Build: task } };
    expect((await ended(await start(machine, { code: '0' }))).status).toBe('SUCCEEDED');
    expect(await ended(await start(machine, { code: '1' }))).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
  });
});
