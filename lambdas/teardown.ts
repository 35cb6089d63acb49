import { teardown } from '../lib/pipeline/steps/teardown.ts';
import { onAws } from './on-aws.ts';

export const handler = onAws(teardown);
