import { publish } from '../lib/pipeline/steps/publish.ts';
import { onAws } from './on-aws.ts';

export const handler = onAws(publish);
