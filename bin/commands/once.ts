import { consoleUrl, runningRuns } from '../../lib/adapters/aws/execution.ts';
import { recordedPools } from '../../lib/adapters/aws/pool-parameters.ts';
import { BadInput, oneLine } from '../../lib/domain/errors.ts';
import { awsProblem } from '../cloud/aws-errors.ts';
import { begin } from '../cloud/begin.ts';
import { type Cdk, cdkCli } from '../cloud/cdk.ts';
import { commandClients } from '../cloud/clients.ts';
import { unprepared } from '../cloud/deployed.ts';
import { contextHere, deploymentHere } from '../cloud/deployment.ts';
import { follow } from '../cloud/follow.ts';
import { outcomeOf } from '../cloud/outcome.ts';
import { withPlainFailures } from '../cloud/plain-failure.ts';
import { cleared, refuseTooDear, refuseUnready } from '../cloud/preflight.ts';
import { refuseUnasked } from '../cloud/question.ts';
import { endRun } from '../cloud/removal/end-run.ts';
import type { Keep } from '../cloud/removal/inventory.ts';
import { proofLines, removeAll } from '../cloud/removal/remove-all.ts';
import { type RunAtHome, runAtHome } from '../cloud/run-at-home.ts';
import { tell } from '../cloud/watch.ts';
import { EXIT } from '../exit-codes.ts';
import { onInterrupt } from '../local/interrupts.ts';
import { askedFor, type CloudFlags, limitsOf, shownAndAgreed } from './start.ts';

export interface OnceFlags extends CloudFlags {
  readonly json?: boolean;
}

/** What stays: the report is what the run was for, and keys were stored by hand. */
const KEEP: Keep = { report: true, keys: true };
const BY_HAND = 'npm run destroy -- --keep-report --keep-keys';
const say = (line: string) => console.error(line);

/**
 * `firstbyte once`: deploys, measures, and removes everything but the report, whatever fails on the way. Ctrl-C ends the phase under
 * way and goes on with the removal.
 */
export function once({ json = false, ...flags }: OnceFlags, cdk: Cdk = cdkCli(flags.context)): Promise<void> {
  return withPlainFailures(async () => {
    const context = contextHere(flags.context);
    const asked = askedFor(flags, context.regions);
    const limits = limitsOf(flags);
    const clients = commandClients();
    const deployment = await deploymentHere(context, clients);
    // A pool that an earlier run kept was paid for 90 days: it is not this run's to remove.
    const pools = limits.keepPool || (await recordedPools(clients.ssm(deployment.home))).length > 0;
    const keep = { ...KEEP, pools };
    const [running] = await runningRuns(clients.sfn(deployment.home), deployment);
    if (running)
      throw new BadInput(`run ${running} is under way: npm start -- --attach ${running}, or npm start -- --stop ${running}.`);
    const clear = await cleared(clients, deployment, asked, { deployed: false, env: process.env });
    refuseTooDear(clear.plan, limits);
    refuseUnasked(flags.yes === true);
    const targets = await unprepared(clients, deployment);
    if (targets.length > 0) say(`first: npx cdk bootstrap ${targets.join(' ')}`);
    say(`then: deployed in account ${deployment.account}, measured, and everything removed but the report`);
    if (!(await shownAndAgreed(clear, asked, flags.yes === true))) return say('nothing was started');

    const stop = new AbortController();
    const interrupts = onInterrupt(
      (reason) => {
        say(`firstbyte: ${reason}: ending, then removing everything; once more ends at once`);
        stop.abort(reason);
      },
      () => say(`firstbyte: what was made stays: ${BY_HAND}`),
    );
    let at: RunAtHome | undefined;
    let code: number = EXIT.nothingMeasured;
    try {
      if (targets.length > 0) await cdk(['bootstrap', ...targets], stop.signal);
      await cdk(['deploy', '--all', '--require-approval', 'never', '--concurrency', '4'], stop.signal);
      await refuseUnready(clients, deployment, clear.plan);
      stop.signal.throwIfAborted();
      at = await begin(clients, deployment, clear, limits);
      say(`run ${at.run}\nconsole  ${consoleUrl(deployment, at.run)}`);
      const followed = await follow(at, process.stderr.isTTY === true, stop.signal);
      if ('execution' in followed) {
        tell(await outcomeOf(at, followed.execution), json);
        code = Number(process.exitCode ?? EXIT.good);
      }
    } catch (error) {
      if (!stop.signal.aborted) say(`firstbyte: ${awsProblem(error) ?? oneLine(error)}`);
    }
    const clean = await removed().catch((error: unknown) => {
      say(`firstbyte: the removal failed: ${awsProblem(error) ?? oneLine(error)}; again with ${BY_HAND}`);
      return false;
    });
    interrupts.release();
    process.exitCode = clean ? (interrupts.interrupted() ? EXIT.interrupted : code) : EXIT.somethingLeft;

    /** A run that is still under way is ended first: it was interrupted, or could not be watched. */
    async function removed(): Promise<boolean> {
      for (const run of await runningRuns(clients.sfn(deployment.home), deployment))
        await endRun(at?.run === run ? at : runAtHome(clients, deployment, run), 'interrupted', say);
      const left = await removeAll({ clients, deployment, keep, cdk, say });
      for (const line of proofLines(left, keep)) say(line);
      return left.found.length === 0 && left.problems.length === 0;
    }
  });
}
