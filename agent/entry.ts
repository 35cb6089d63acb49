import { measures } from '../lib/scenarios/measures.ts';
import { runAgent } from './main.ts';

runAgent(measures);
