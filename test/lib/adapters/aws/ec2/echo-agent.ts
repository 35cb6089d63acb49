import { runRemote } from '../../../../../agent/remote.ts';
import { echo } from '../../../../scenario/echo/measure.ts';

/** The agent of machines far away with a scenario that has a server role. */
await runRemote({ echo }, process.argv[2]);
