import { prepare } from '../lib/pipeline/steps/prepare.ts';
import { onAws } from './on-aws.ts';

export const handler = onAws(prepare);
