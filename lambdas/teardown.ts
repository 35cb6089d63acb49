import { teardown } from '../lib/pipeline/steps/teardown.ts';
import { onAwsAlways } from './on-aws.ts';

export const handler = onAwsAlways(teardown);
