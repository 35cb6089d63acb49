import { afterEach, describe, expect, it } from 'vitest';
import { run } from '../command.ts';
import { runHere } from '../command-here.ts';
import { HERE, type Lab, lab } from './lab.ts';

let here: Lab | undefined;
afterEach(async () => {
  await here?.close();
  here = undefined;
});

const PLAN = ['start', '--plan', '--stores', 's3,dynamodb', '--sizes', '1KB', '--rounds', '6'];

describe('start --plan', () => {
  it('works without credentials and says what it could not check', async () => {
    const env = { HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' };
    const { code, stdout, stderr } = await run(PLAN, { env, emptyEnv: true });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/preset quick: \d+ cells .* 6 rounds/);
    expect(stdout).toMatch(/the whole wish would take .* days and \d+ USD/);
    expect(stderr).toMatch(/^note: Not checked: no AWS credentials/m);
  });

  it('works without a network', async () => {
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    const { code, stderr } = await runHere([...PLAN, '--json'], { env });
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/^note: Not checked: AWS cannot be reached/m);
  });

  it('shows today’s prices and what would be refused, and starts nothing', async () => {
    here = await lab({ deployed: false });
    const { code, stdout, stderr } = await runHere([...PLAN, ...HERE, '--max-cost', '0'], { env: here.env });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/estimate: /);
    expect(stderr).toMatch(/note: npm start would refuse: not deployed in us-east-1: npx cdk deploy --all\./);
    expect(stderr).toMatch(/note: npm start would refuse: the estimate is .* --max-cost allows 0/);
    expect(stderr).toMatch(/note: aws-frankfurt is left out: eu-central-1 is not among the measured regions/);
    expect(here.states.executions).toEqual([]);
  });
});
