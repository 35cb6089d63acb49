import { plan } from '../lib/pipeline/steps/plan.ts';
import { onAws } from './on-aws.ts';

export const handler = onAws(plan);
