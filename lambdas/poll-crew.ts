import { pollCrew } from '../lib/pipeline/steps/poll-crew.ts';
import { onAws } from './on-aws.ts';

export const handler = onAws(pollCrew);
