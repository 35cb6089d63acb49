import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { HOSTS } from '../../catalog/hosts.ts';
import { LONGEST_FUNCTION_MINUTES, PROBE_QUEUE_MINUTES } from '../../domain/function-limits.ts';
import { probeFunction } from '../../domain/names.ts';
import { bundledFunction } from '../bundled-function.ts';
import { measuring } from './data-plane.ts';

/** One function for each memory size. An order runs once: a repeated one would measure with URLs that are used up. */
export function probes(scope: Construct, region: string, nodeOptions: string): void {
  for (const { id, title, memoryMb } of HOSTS.filter(({ kind }) => kind === 'lambda'))
    bundledFunction(scope, `Probe-${id}`, {
      functionName: probeFunction(id),
      description: `firstbyte: measures as ${title}`,
      entry: 'probe',
      memoryMb: memoryMb ?? 0,
      timeout: Duration.minutes(LONGEST_FUNCTION_MINUTES),
      permissions: measuring(region),
      environment: { NODE_OPTIONS: nodeOptions },
      async: { retries: 0, maxAge: Duration.minutes(PROBE_QUEUE_MINUTES) },
    });
}
