import { type Command, InvalidArgumentError } from 'commander';
import type { Config } from './config.ts';

/** The flags as commander gives them: absent ones are undefined. */
export interface SelectionFlags {
  readonly preset?: string;
  readonly config?: string;
  readonly stores?: readonly string[];
  readonly hosts?: readonly string[];
  readonly pairs?: readonly string[];
  readonly sizes?: string;
  readonly operations?: readonly string[];
  readonly connections?: readonly string[];
  readonly streams?: readonly number[];
  readonly rounds?: number;
  readonly maxSeconds?: number;
  readonly seed?: number;
}

/** What to measure: the same words as the fields of the configuration file. */
export function addSelectionFlags(command: Command, preset: string): Command {
  return command
    .option('--preset <name>', `local, quick or wish (default: ${preset})`)
    .option(
      '--config <file>',
      'a JSON file that says the same as these flags, and names endpoints (docs/schema/config.schema.json)',
    )
    .option('--stores <ids>', 'stores, for example s3,wasabi', names)
    .option('--hosts <ids>', 'hosts, for example t3.nano,lambda-1gb', names)
    .option('--pairs <ids>', 'site pairs, for example aws-frankfurt', names)
    .option('--sizes <sizes>', 'a range 1KB..10MB or a list 1KB,1MB; 1 KB = 1,000 bytes')
    .option('--operations <names>', 'get, put', names)
    .option('--connections <names>', 'fresh, reused', names)
    .option('--streams <counts>', 'streams of bulk cells (from 100 MB), for example 1,8,16', counts)
    .option('--rounds <n>', 'rounds; at least 6 for verdicts', count)
    .option('--max-seconds <s>', 'time limit: cuts whole rounds for all cells', seconds)
    .option('--seed <n>', 'seed of orders and contents: the same seed gives the same plan', seedNumber);
}

/** Names separated by commas. */
export const names = (text: string): string[] => {
  const items = text.split(',').map((item) => item.trim());
  if (items.some((item) => item === '')) throw new InvalidArgumentError('Give names separated by commas.');
  return items;
};

const whole =
  (most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
    return value;
  };

const count = whole(1000);

const counts = (text: string): number[] => names(text).map(whole(64));

const seconds = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('Give seconds, more than 0.');
  return value;
};

export const hours = (text: string): number => {
  const value = Number(text);
  if (!(value > 0) || value > 100) throw new InvalidArgumentError('Give hours, more than 0 and at most 100.');
  return value;
};

/** A share of per cent, `10%` or `10`: 0.1. */
export const share = (text: string): number => {
  const value = /^\d+(\.\d+)?\s*%?$/.test(text.trim()) ? Number.parseFloat(text) : Number.NaN;
  if (!(value >= 0) || value > 1000) throw new InvalidArgumentError('Give per cent from 0 to 1000, for example 10%.');
  return value / 100;
};

const seedNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32)
    throw new InvalidArgumentError('Give a whole number from 0 to 4294967295.');
  return value;
};

/** Flags over file: a flag that was given wins. */
export function merged(config: Config, flags: SelectionFlags): Config {
  const given = Object.fromEntries(Object.entries(flags).filter(([name, value]) => value !== undefined && name !== 'config'));
  return { ...config, ...given };
}
