import { summarise } from '../lib/pipeline/steps/summarise.ts';
import { onAwsAlways } from './on-aws.ts';

export const handler = onAwsAlways(summarise);
