import { summarise } from '../lib/pipeline/steps/summarise.ts';
import { onAws } from './on-aws.ts';

export const handler = onAws(summarise);
