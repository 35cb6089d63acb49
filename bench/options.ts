import { parseArgs } from 'node:util';
import { BadInput } from '../lib/domain/errors.ts';
import { ROUNDS } from './statistics/paired.ts';

export interface Options {
  /** Print the result as JSON instead of lines. */
  readonly json: boolean;
  /** Ids of figures; empty for all. */
  readonly only: readonly string[];
  readonly rounds: number;
  /** Few rounds and few requests: shows that everything runs, proves nothing. */
  readonly quick: boolean;
  /** Profile the raw engine, and judge nothing: a profiler is a load. */
  readonly profile: boolean;
}

const QUICK_ROUNDS = 3;

/** Error: BadInput. */
export function parseOptions(argv: readonly string[], figures: readonly string[]): Options {
  const { json, only, rounds, quick, profile } = read(argv);
  const ids = only === undefined ? [] : only.split(',').filter((id) => id !== '');
  const unknown = ids.filter((id) => !figures.includes(id));
  if (unknown.length > 0) throw new BadInput(`no figure is called ${unknown.join(', ')}: choose from ${figures.join(', ')}`);
  const count = rounds === undefined ? (quick ? QUICK_ROUNDS : ROUNDS) : Number(rounds);
  if (!Number.isInteger(count) || count < 2) throw new BadInput('--rounds needs a whole number of at least 2');
  return { json, only: ids, rounds: count, quick, profile };
}

function read(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        json: { type: 'boolean', default: false },
        only: { type: 'string' },
        rounds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new BadInput(
      `${(error as Error).message.split('.')[0]}: flags are --json, --only <figure,…>, --rounds <n>, --quick, --profile`,
    );
  }
}
