import { stopCrew } from '../lib/pipeline/steps/stop-crew.ts';
import { onAws } from './on-aws.ts';

export const handler = onAws(stopCrew);
