import { DeleteBucketCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { once } from '../../../bin/commands/once.ts';
import { runBucket } from '../../../lib/domain/names.ts';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import { ACCOUNT, HOME, type Lab, lab } from './lab.ts';

const FLAGS = {
  context: [`firstbyte:regions=${HOME}`],
  stores: ['s3'],
  hosts: ['lambda-1gb'],
  sizes: '1KB',
  pairs: ['aws-virginia'],
  rounds: 1,
  maxCost: 5,
  yes: true,
};

let here: Lab | undefined;
let ending: NodeJS.Timeout | undefined;
afterEach(async () => {
  clearInterval(ending);
  process.exitCode = 0;
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await here?.close();
});

/** Runs `once` in this process with a CDK that records what it was asked, and with a machine whose runs end by themselves. */
async function onceWith(
  cdk: (made: Lab, args: readonly string[]) => Promise<void> | void,
  { prepare = (_: Lab) => {}, endsByItself = true } = {},
) {
  const made = await lab();
  here = made;
  prepare(made);
  for (const [name, value] of Object.entries(made.env)) vi.stubEnv(name, value);
  const said: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((line) => void said.push(String(line)));
  const asked: string[] = [];
  ending = setInterval(async () => {
    for (const execution of made.states.executions.filter(({ status }) => status === 'RUNNING')) {
      const stopped = await RECORD.stop.read(made.records(execution.run));
      if (!stopped && !endsByItself) continue;
      await RECORD.teardown.write(made.records(execution.run), { at: 'now', left: { instances: 0 }, total: 0, problems: [] });
      execution.status = stopped ? 'FAILED' : 'SUCCEEDED';
    }
  }, 300);
  await once(FLAGS, async (args) => {
    asked.push(args.join(' '));
    await cdk(made, args);
    if (args[0] !== 'destroy') return;
    await made.s3.send(new DeleteBucketCommand({ Bucket: runBucket(ACCOUNT, HOME) }));
    made.stacks.splice(0, made.stacks.length, ...made.stacks.filter(({ name }) => name === 'firstbyte-site'));
  });
  const code = process.exitCode;
  return { made, asked, said: said.join('\n'), code };
}

const DEPLOY = 'deploy --all --require-approval never --concurrency 4';
const DESTROY = 'destroy firstbyte-lab firstbyte-region-us-east-1 --force';

describe('npm run once', () => {
  it('deploys, runs, and removes everything but the report', async () => {
    const { made, asked, said, code } = await onceWith(() => {});
    expect(asked).toEqual([DEPLOY, DESTROY]);
    expect(made.states.executions).toHaveLength(1);
    expect(said).toMatch(/nothing is left: .*, except the published pages and keys of providers/);
    expect(code, 'the run of this machine measured nothing').toBe(3);
  });

  it('first bootstraps the regions that are not prepared', async () => {
    const { asked } = await onceWith(() => {}, {
      prepare: (made) => made.parameters.delete(`${HOME} /cdk-bootstrap/hnb659fds/version`),
    });
    expect(asked.slice(0, 2)).toEqual([`bootstrap aws://${ACCOUNT}/${HOME}`, DEPLOY]);
  });

  it('removes what there is when the deployment fails', async () => {
    const { made, asked, said, code } = await onceWith((_, args) => {
      if (args[0] === 'deploy') throw new Error('cdk deploy ended with code 1');
    });
    expect(asked).toEqual([DEPLOY, DESTROY]);
    expect(made.states.executions).toEqual([]);
    expect(said).toMatch(/firstbyte: cdk deploy ended with code 1/);
    expect(said).toMatch(/nothing is left/);
    expect(code).toBe(3);
  });

  it('keeps records, lab and keys where an earlier run has a bucket at a provider that cannot be removed', async () => {
    const { made, asked, said, code } = await onceWith(async (lab, args) => {
      if (args[0] !== 'deploy') return;
      const records = lab.records('20261120-000000-left');
      await RECORD.store.write(records, { id: 'wasabi.us-east-1', state: 'ready', opened: true }, 'wasabi.us-east-1');
    });
    expect(asked, 'nothing is destroyed').toEqual([DEPLOY]);
    expect(said).toMatch(/run 20261120-000000-left cannot be removed \(.*\): bucket firstbyte-\S+ at wasabi\.us-east-1/);
    expect(made.stacks).toHaveLength(3);
    expect(code).toBe(4);
  });

  it('does not call it clean when the removal leaves something', async () => {
    const { said, code } = await onceWith((_, args) => {
      if (args[0] === 'destroy') vi.stubEnv('AWS_ACCESS_KEY_ID', '');
      if (args[0] === 'destroy') throw new Error('cdk destroy ended with code 1');
    });
    expect(said).toMatch(/the removal failed|cannot be listed/);
    expect(code).toBe(4);
  });

  it('goes on with the removal when it is interrupted while it deploys', async () => {
    const { made, asked, said, code } = await onceWith((_, args) => {
      if (args[0] !== 'deploy') return;
      setTimeout(() => process.emit('SIGINT', 'SIGINT'), 50);
      return new Promise((resolve) => setTimeout(resolve, 200));
    });
    expect(made.states.executions, 'never started').toEqual([]);
    expect(asked).toEqual([DEPLOY, DESTROY]);
    expect(said).toMatch(/interrupted by SIGINT: ending, then removing everything/);
    expect(code).toBe(130);
  });

  it('ends a run in order when it is interrupted while it measures, then removes everything', async () => {
    let watching: NodeJS.Timeout | undefined;
    const { made, asked, said, code } = await onceWith(
      (lab, args) => {
        if (args[0] !== 'deploy') return;
        watching = setInterval(() => {
          if (lab.states.executions.length === 0) return;
          clearInterval(watching);
          process.emit('SIGINT', 'SIGINT');
        }, 50);
      },
      { endsByItself: false },
    );
    expect(made.states.executions).toMatchObject([{ status: 'FAILED' }]);
    expect(said).toMatch(/is asked to end; its page and its removal follow/);
    expect(asked).toEqual([DEPLOY, DESTROY]);
    expect(code).toBe(130);
  });
});
