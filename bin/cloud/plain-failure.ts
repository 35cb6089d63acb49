import { BadInput } from '../../lib/domain/errors.ts';
import { awsProblem } from './aws-errors.ts';

/** Runs a command that talks to AWS: what AWS refuses ends it with one line instead of an SDK's error. */
export async function withPlainFailures<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (error) {
    const line = error instanceof Error && error.name === 'BadInput' ? undefined : awsProblem(error);
    throw line === undefined ? error : new BadInput(`${line}.`, { cause: error });
  }
}
