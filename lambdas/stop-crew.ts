import { stopCrew } from '../lib/pipeline/steps/stop-crew.ts';
import { onAwsAlways } from './on-aws.ts';

export const handler = onAwsAlways(stopCrew);
