import { type Command, InvalidArgumentError } from 'commander';
import { addSelectionFlags } from './flags.ts';

/** Above this a run is refused unless a higher limit is given, USD. */
const MAX_COST_USD = 5;

/** What every run in the cloud may be told. */
export function addCloudFlags(command: Command): Command {
  return addContextFlag(addSelectionFlags(command, 'quick'))
    .option('--yes', 'start without a question')
    .option('--max-cost <usd>', 'refuse a run whose estimate is higher, USD', usd, MAX_COST_USD)
    .option('--accept-wasabi-egress', 'read more from Wasabi than the run stores there')
    .option('--keep-wasabi-pool', 'leave what is read from Wasabi there for the next run: each write is billed for 90 days')
    .option('--private', 'keep the run out of the page of all runs; who has its own address can read it')
    .option('--instances <n>', 'hosts of each type at a site; from 2 on hosts are compared with each other', instances);
}

/** Replaces single values of cdk.json's context, as the CDK's own CLI does. */
export function addContextFlag(command: Command): Command {
  return command.option(
    '-c, --context <name=value>',
    'a value of cdk.json for this call, for example firstbyte:home=eu-central-1',
    (value: string, before: readonly string[] = []) => [...before, value],
  );
}

const usd = (text: string): number => {
  const value = Number(text);
  if (!(value >= 0) || text.trim() === '') throw new InvalidArgumentError('Give US dollars, for example 7.5.');
  return value;
};

const instances = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 10) throw new InvalidArgumentError('Give a whole number from 1 to 10.');
  return value;
};
