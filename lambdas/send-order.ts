import { sendOrder } from '../lib/pipeline/steps/send-order.ts';
import { onAws } from './on-aws.ts';

export const handler = onAws(sendOrder);
