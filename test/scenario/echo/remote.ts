import { runRemote } from '../../../agent/remote.ts';
import { echo } from './measure.ts';

await runRemote({ echo }, process.argv[2]);
