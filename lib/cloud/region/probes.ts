import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { HOSTS } from '../../catalog/hosts.ts';
import { probeFunction } from '../../domain/names.ts';
import { bundledFunction } from '../bundled-function.ts';
import { measuring } from './data-plane.ts';

/** The longest Lambda allows; an order is at most 12 minutes of work. */
const TIMEOUT = Duration.minutes(15);
/** An order that waited longer is late: its lane has given it up by then, and its URLs age. */
const WAIT = Duration.minutes(5);

/** One function for each memory size. An order runs once: a repeated one would measure with URLs that are used up. */
export function probes(scope: Construct, region: string, nodeOptions: string): void {
  for (const { id, title, memoryMb } of HOSTS.filter(({ kind }) => kind === 'lambda'))
    bundledFunction(scope, `Probe-${id}`, {
      functionName: probeFunction(id),
      description: `firstbyte: measures as ${title}`,
      entry: 'probe',
      memoryMb: memoryMb ?? 0,
      timeout: TIMEOUT,
      permissions: measuring(region),
      environment: { NODE_OPTIONS: nodeOptions },
      async: { retries: 0, maxAge: WAIT },
    });
}
