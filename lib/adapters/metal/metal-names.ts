import { createHash } from 'node:crypto';
import { TERRAFORM_FOLDER } from '../../domain/names.ts';
import type { Post } from '../../domain/order.ts';
import type { Records } from '../../pipeline/ports.ts';
import { RECORD } from '../../pipeline/run-records.ts';

/**
 * The provider has no tags: each host has a project of its own there, whose name carries its run, its post and its expiry. It is also
 * the name of its RECORD.intent.
 */
export interface MetalName {
  readonly project: string;
  readonly run: string;
  /** The post, the same in every attempt of every process. */
  readonly member: string;
  readonly expiresAt: Date;
}

const PROJECT = /^firstbyte-(.+)-([0-9a-f]{8})-(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)$/;
/** Latitude.sh's limit of a hostname. */
const HOSTNAME_CHARACTERS = 32;

export const memberOf = ({ run, lane, role }: Pick<Post, 'run' | 'lane' | 'role'>): string =>
  createHash('sha256').update(`${run}/${lane}/${role}`).digest('hex').slice(0, 8);

/** Rounded up to a minute, as the name says it. */
export function metalName(post: Pick<Post, 'run' | 'lane' | 'role'>, expiresAt: Date): MetalName {
  const minute = new Date(Math.ceil(expiresAt.getTime() / 60_000) * 60_000);
  const stamp = minute.toISOString().replaceAll(/[-:]/g, '').slice(0, 13).toLowerCase();
  const member = memberOf(post);
  return { project: `firstbyte-${post.run}-${member}-${stamp}`, run: post.run, member, expiresAt: minute };
}

/** Undefined for a project that is not ours. */
export function parsedName(project: string): MetalName | undefined {
  const [, run, member, year, month, day, hour, minute] = PROJECT.exec(project) ?? [];
  if (run === undefined || member === undefined) return undefined;
  return { project, run, member, expiresAt: new Date(`${year}-${month}-${day}T${hour}:${minute}:00Z`) };
}

/** Hosts that this run recorded as intended, whatever became of them. */
export async function intendedHosts(records: Records): Promise<MetalName[]> {
  const names = (await records.list('intents/')).flatMap(
    (key) => parsedName(key.slice('intents/'.length, -'.json'.length)) ?? [],
  );
  const intents = await Promise.all(names.map(({ project }) => RECORD.intent.read(records, project)));
  return names.filter((_, at) => intents[at]?.kind === 'server');
}

/** The intent of a host's activation. */
export const activationIntent = ({ project }: Pick<MetalName, 'project'>): string => `${project}-activation`;

/** Regions in which these hosts may have registered, whatever regions are measured by now. */
export async function intendedRegions(records: Records, names: readonly MetalName[]): Promise<string[]> {
  const intents = await Promise.all(names.map((name) => RECORD.intent.read(records, activationIntent(name))));
  return [...new Set(intents.flatMap((intent) => intent?.region ?? []))];
}

export async function intendedHost(records: Records, post: Post): Promise<MetalName | undefined> {
  const member = memberOf(post);
  return (await intendedHosts(records)).find((name) => name.member === member);
}

/** Carries the run as far as it fits. */
export function hostnameOf({ run, member }: MetalName): string {
  const whole = `fb-${run}-${member.slice(0, 6)}`;
  return whole.length <= HOSTNAME_CHARACTERS ? whole : `fb-${member}`;
}

/** Record keys of what a host's builds read and leave. */
export const buildFiles = ({ member }: Pick<MetalName, 'member'>) => {
  const folder = `${TERRAFORM_FOLDER}${member}/`;
  return { folder, activation: `${folder}activation`, failure: `${folder}failure`, state: `${folder}hosts.tfstate` };
};
