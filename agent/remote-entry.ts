import { measures } from '../lib/scenarios/measures.ts';
import { runRemote } from './remote.ts';

await runRemote(measures, process.argv[2]);
