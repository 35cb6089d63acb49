import confirm from '@inquirer/confirm';
import { BadInput } from '../../lib/domain/errors.ts';

/** Throws BadInput where a question will be asked and nobody can answer: `--yes` has to say it. */
export function refuseUnasked(yes: boolean): void {
  if (!yes && !(process.stdin.isTTY && process.stderr.isTTY))
    throw new BadInput('nobody is here to ask: give --yes to go on without a question.');
}

/** Asks on a terminal, where `yes` has not answered already. Ctrl-C means no. */
export async function agreed(question: string, yes: boolean): Promise<boolean> {
  refuseUnasked(yes);
  if (yes) return true;
  return confirm({ message: question, default: false }, { output: process.stderr }).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'ExitPromptError') return false;
    throw error;
  });
}
