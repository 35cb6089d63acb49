import { runAgent } from '../../../agent/main.ts';
import { echo } from './measure.ts';

runAgent({ echo });
