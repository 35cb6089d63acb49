import { DescribeSubnetsCommand, type EC2Client, paginateDescribeInstanceTypeOfferings } from '@aws-sdk/client-ec2';
import { HostLost } from '../../../domain/errors.ts';
import { chooseZone, type Offerings } from './choose-zone.ts';

/** A place to launch an instance in. */
export interface Placement {
  readonly zone: string;
  readonly subnet: string;
  /** True when it is not in the zone that the site's other types use. */
  readonly deviates: boolean;
}

/**
 * Where an instance of a type may be launched, best first, decided by what the region offers just now. `types` are all types of the
 * run at that site. Throws HostLost when no zone offers the type.
 */
export async function placementsOf(
  ec2: EC2Client,
  { region, type, types, subnets }: { region: string; type: string; types: readonly string[]; subnets: readonly string[] },
): Promise<readonly Placement[]> {
  const all = [...new Set([type, ...types])].sort();
  const [offerings, zones] = await Promise.all([offeringsOf(ec2, all), zonesOf(ec2, subnets)]);
  const choice = chooseZone(type, { types: all, offerings, usable: [...zones.keys()] });
  if (!choice) throw new HostLost(`${type} is not offered in ${region}: choose another host or site`);
  const at = (zone: string, deviates: boolean): Placement => ({ zone, subnet: zones.get(zone) ?? '', deviates });
  return [at(choice.zone, choice.deviates), ...choice.others.map((zone) => at(zone, true))];
}

async function offeringsOf(client: EC2Client, types: readonly string[]): Promise<Offerings> {
  const offered: Record<string, string[]> = {};
  const pages = paginateDescribeInstanceTypeOfferings(
    { client },
    { LocationType: 'availability-zone-id', Filters: [{ Name: 'instance-type', Values: [...types] }] },
  );
  for await (const { InstanceTypeOfferings = [] } of pages)
    for (const { InstanceType = '', Location = '' } of InstanceTypeOfferings) {
      offered[InstanceType] ??= [];
      offered[InstanceType].push(Location);
    }
  return offered;
}

/** One subnet of each zone, by zone id. */
async function zonesOf(client: EC2Client, subnets: readonly string[]): Promise<Map<string, string>> {
  const { Subnets = [] } = await client.send(new DescribeSubnetsCommand({ SubnetIds: [...subnets] }));
  return new Map(Subnets.map(({ AvailabilityZoneId = '', SubnetId = '' }) => [AvailabilityZoneId, SubnetId]));
}
