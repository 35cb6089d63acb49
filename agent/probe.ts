import { setFlagsFromString } from 'node:v8';
import { NamedError } from '../lib/domain/errors.ts';
import { agentEngineFlags } from '../lib/domain/node-flags.ts';
import type { Order } from '../lib/domain/order.ts';
import { sampleError } from './engine/faults.ts';
import { fetchErrand, uploadSink } from './errand.ts';
import { type Invocation, type LambdaSummary, lambdaHandler } from './lambda.ts';
import type { Measures } from './role.ts';

/** What an invocation is given: the presigned URL of its errand. */
export interface ProbeEvent {
  readonly errand: string;
}

/**
 * The handler of a probe function. Its lines go to the errand's URLs. It fails only after it has tried to write an `end` line that
 * says why: an asynchronous invocation has nobody else who hears of it. A second delivery of the same errand does nothing.
 */
export function probeHandler(measures: Measures) {
  for (const flag of agentEngineFlags) setFlagsFromString(flag);
  return async ({ errand: url }: ProbeEvent, invocation?: Invocation): Promise<LambdaSummary | { readonly error: string }> => {
    const { post, order, uploads } = await fetchErrand(url);
    if (!order) throw new NamedError('BadErrand', 'an errand without an order is nothing for a function');
    const sink = uploadSink(uploads);
    try {
      return await lambdaHandler(measures, () => sink)({ post, order }, invocation);
    } catch (error) {
      const named = sampleError(error);
      if (named.name === 'AlreadyTaken') return { error: `${named.name}: ${named.message}` };
      await sink([{ kind: 'end', round: roundOf(order), wallMs: 0, error: named }]).catch(() => {});
      throw new NamedError(named.name, named.message);
    }
  };
}

const roundOf = ({ round }: Partial<Order>): number => (typeof round === 'number' ? round : -1);
