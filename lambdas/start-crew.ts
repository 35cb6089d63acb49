import { startCrew } from '../lib/pipeline/steps/start-crew.ts';
import { onAws } from './on-aws.ts';

export const handler = onAws(startCrew);
