import { runningRuns } from '../../lib/adapters/aws/execution.ts';
import { BadInput } from '../../lib/domain/errors.ts';
import { type Cdk, cdkCli } from '../cloud/cdk.ts';
import { commandClients } from '../cloud/clients.ts';
import { contextHere, deploymentHere } from '../cloud/deployment.ts';
import { withPlainFailures } from '../cloud/plain-failure.ts';
import { agreed, refuseUnasked } from '../cloud/question.ts';
import { endRun } from '../cloud/removal/end-run.ts';
import { refuseUnknown } from '../cloud/removal/end-unfinished.ts';
import { countedByKind, inventory, KEYS_PATH } from '../cloud/removal/inventory.ts';
import { ownProjects } from '../cloud/removal/own-projects.ts';
import { proofLines, removeAll } from '../cloud/removal/remove-all.ts';
import { unfinishedRuns } from '../cloud/removal/unfinished-runs.ts';
import { runAtHome } from '../cloud/run-at-home.ts';
import { EXIT } from '../exit-codes.ts';

export interface DestroyFlags {
  readonly context?: readonly string[];
  readonly yes?: boolean;
  readonly stop?: boolean;
  readonly keepReport?: boolean;
  readonly keepKeys?: boolean;
  /** Unfinished runs to give up. */
  readonly abandon?: readonly string[];
}

const say = (line: string) => console.error(line);

/** `firstbyte destroy`: removes everything of ours from the account and lists what is left. Says so when there is nothing. */
export function destroy(flags: DestroyFlags, cdk: Cdk = cdkCli(flags.context)): Promise<void> {
  return withPlainFailures(async () => {
    const { yes = false, stop = false, keepReport = false, keepKeys = false, abandon = [] } = flags;
    const clients = commandClients();
    const deployment = await deploymentHere(contextHere(flags.context), clients);
    const underWay = async () => {
      const [running] = await runningRuns(clients.sfn(deployment.home), deployment);
      if (running === undefined || stop) return running;
      throw new BadInput(
        `run ${running} is under way: npm run destroy -- --stop ends it first, or wait for it with npm start -- --attach.`,
      );
    };
    await underWay();

    const wanted = { report: keepReport, keys: keepKeys };
    const { found, problems } = await inventory(clients, deployment, wanted);
    // Also where nothing of ours is in the account: a token that is kept may lead to a server.
    const metal = await ownProjects(clients, deployment);
    const nothing = found.length === 0 && problems.length === 0 && metal.names.length === 0 && metal.problem === undefined;
    if (nothing) return say(`nothing to remove in account ${deployment.account}`);
    if (abandon.length > 0) refuseUnknown(abandon, [...(await unfinishedRuns(clients, deployment)), ...metal.names]);
    refuseUnasked(yes);
    for (const problem of [...problems, ...(metal.problem ? [metal.problem] : [])]) say(problem);
    say(`account ${deployment.account}: ${countedByKind(found) || 'nothing'}`);
    if (metal.names.length > 0) say(`Latitude.sh: ${metal.names.map(({ project }) => `project ${project}`).join(', ')}`);
    if (!(await agreed('Remove all of this, with every published page and record?', yes))) return say('nothing was removed');
    const hasKeys = found.some(({ kind, name }) => kind === 'parameters' && name.startsWith(KEYS_PATH));
    const keep = { ...wanted, keys: keepKeys || (hasKeys && !(await agreed('Remove the keys of providers as well?', yes))) };

    // Asked again: a question may stand for hours.
    const running = await underWay();
    if (running) await endRun(runAtHome(clients, deployment, running), 'stopped with npm run destroy -- --stop', say);
    const left = await removeAll({ clients, deployment, keep, cdk, say, abandoned: abandon });
    for (const line of proofLines(left, keep)) say(line);
    process.exitCode = left.found.length === 0 && left.problems.length === 0 ? EXIT.good : EXIT.somethingLeft;
  });
}
