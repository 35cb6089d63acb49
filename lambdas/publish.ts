import { publish } from '../lib/pipeline/steps/publish.ts';
import { onAwsAlways } from './on-aws.ts';

export const handler = onAwsAlways(publish);
