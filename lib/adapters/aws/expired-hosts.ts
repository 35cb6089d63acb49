import { DeleteVolumeCommand, paginateDescribeVolumes, type Tag, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { TAG } from '../../domain/names.ts';
import type { AwsClients } from './clients.ts';
import { ALIVE, instancesWith } from './ec2/instances.ts';
import type { Expired, Sweeper } from './janitor.ts';

const TAGGED = { Name: 'tag-key', Values: [TAG.expires] };

/** Instances whose own shutdown timer should have ended them. */
export function expiredInstances(region: string, clients: AwsClients): Sweeper {
  const client = clients.ec2(region);
  return {
    what: `instances in ${region}`,
    async expired(now) {
      const found = await instancesWith(client, [TAGGED, { Name: 'instance-state-name', Values: [...ALIVE] }]);
      return found.flatMap(({ InstanceId = '', Tags }) =>
        expired(Tags, now, () => client.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }))),
      );
    },
  };
}

/** Volumes that no instance holds any more: those of an instance go with it. */
export function expiredVolumes(region: string, clients: AwsClients): Sweeper {
  const client = clients.ec2(region);
  return {
    what: `volumes in ${region}`,
    async expired(now) {
      const found: Expired[] = [];
      for await (const { Volumes = [] } of paginateDescribeVolumes({ client }, { Filters: [TAGGED] }))
        for (const { VolumeId, State, Tags } of Volumes)
          if (State === 'available') found.push(...expired(Tags, now, () => client.send(new DeleteVolumeCommand({ VolumeId }))));
      return found;
    },
  };
}

/** Without a run and a readable expiry it is not ours to judge. */
function expired(tags: readonly Tag[] = [], now: Date, remove: () => Promise<unknown>): Expired[] {
  const tagged = (tag: string) => tags.find(({ Key }) => Key === tag)?.Value;
  const run = tagged(TAG.run);
  const expiredAt = new Date(tagged(TAG.expires) ?? '');
  return run && expiredAt < now ? [{ run, expiredAt, remove: async () => void (await remove()) }] : [];
}
