import type { AwsClients } from '../aws/clients.ts';
import type { Builds } from '../aws/codebuild.ts';
import type { Sweeper } from '../aws/janitor.ts';
import { activations, deleteActivation } from './activation.ts';
import { expiredNames } from './expired-projects.ts';
import { BUILD_ACTION, isRunning } from './metal-builds.ts';
import { deregister, intentOf, nodesOfRole } from './nodes.ts';
import type { Patience } from './remove-servers.ts';

/** Builds that would still make a host that should be gone. */
export function expiredBuilds(builds: Builds): Sweeper {
  return {
    what: 'builds of bare-metal hosts',
    async expired(now) {
      const making = (await builds.newest()).filter((one) => isRunning(one) && one.variables.ACTION === BUILD_ACTION.apply);
      return making.flatMap(({ id, variables: { PROJECT_NAME = '' } }) =>
        expiredNames([PROJECT_NAME], now).map((name) => ({ ...name, remove: () => builds.stop(id) })),
      );
    },
  };
}

/** Activations of hosts that should be gone: they expire within an hour by themselves, and are listed for ever. */
export function expiredActivations(region: string, clients: Pick<AwsClients, 'ssm'>): Sweeper {
  const ssm = clients.ssm(region);
  return {
    what: `activations in ${region}`,
    async expired(now) {
      return (await activations(ssm)).flatMap(({ id, intent }) =>
        expiredNames([intent], now).map((name) => ({ ...name, remove: () => deleteActivation(ssm, id) })),
      );
    },
  };
}

/** Nodes with our hosts' role, by the tag that their activation passed on. */
export function expiredNodes(region: string, home: string, clients: Pick<AwsClients, 'ssm'>, patience?: Patience): Sweeper {
  const ssm = clients.ssm(region);
  return {
    what: `bare-metal nodes in ${region}`,
    async expired(now) {
      const nodes = await nodesOfRole(ssm, home);
      const found = nodes.map(async ({ InstanceId = '' }) => {
        const intent = (await intentOf(ssm, InstanceId)) ?? '';
        return expiredNames([intent], now).map((name) => ({ ...name, remove: () => deregister(ssm, InstanceId, patience) }));
      });
      return (await Promise.all(found)).flat();
    },
  };
}
