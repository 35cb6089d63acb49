import { pollOrder } from '../lib/pipeline/steps/poll-order.ts';
import { onAws } from './on-aws.ts';

export const handler = onAws(pollOrder);
