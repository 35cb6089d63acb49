import type { Order } from '../lib/domain/order.ts';
import { measures } from '../lib/scenarios/measures.ts';
import { lambdaHandler, sandboxFacts } from './lambda.ts';
import { runAgent } from './main.ts';

// Plays a Lambda sandbox in a child process: the agent's protocol outside, the handler inside.
runAgent(measures, async (post) => ({
  facts: await sandboxFacts(),
  work: (order, write) => lambdaHandler(measures, () => write)({ post, order: order as Order }),
}));
