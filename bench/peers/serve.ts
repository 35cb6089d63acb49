import { createInterface } from 'node:readline';
import { oneLine } from '../../lib/domain/errors.ts';
import type { Answer, Command } from '../protocol.ts';

/** One timed request: microseconds from its start. `ttfbUs` is left out where the client cannot tell. */
export interface Timing {
  readonly ttfbUs?: number;
  readonly totalUs: number;
}

/** Performs one request of a command. */
export type Request = (command: Command) => Promise<Timing>;

/** Answers commands in turn until the standard input ends: opens, then times `count` requests and what they cost the process. */
export function servePeer(open: (command: Command) => Promise<void>, request: Request): void {
  takeCommands(async (command) => {
    if (command.connection === 'reused') await open(command);
    const timings: Timing[] = [];
    const cpu = process.cpuUsage();
    const start = performance.now();
    for (let i = 0; i < command.count; i++) timings.push(await request(command));
    const wallUs = (performance.now() - start) * 1000;
    const { user, system } = process.cpuUsage(cpu);
    return {
      id: command.id,
      ttfbUs: timings.flatMap(({ ttfbUs }) => ttfbUs ?? []),
      totalUs: timings.map(({ totalUs }) => totalUs),
      cpuUs: user + system,
      wallUs,
    };
  });
}

/** One line in, one line out, in order; what `answer` throws becomes a refusal. */
export function takeCommands(answer: (command: Command) => Promise<Answer>): void {
  let turn = Promise.resolve();
  const lines = createInterface({ input: process.stdin });
  lines.on('close', () => process.exit(0));
  lines.on('line', (line) => {
    const command = JSON.parse(line) as Command;
    turn = turn
      .then(() => answer(command))
      .catch((error: unknown) => ({ id: command.id, error: oneLine(error) }))
      .then((said) => {
        process.stdout.write(`${JSON.stringify(said)}\n`);
      });
  });
}
