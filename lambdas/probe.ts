import { probeHandler } from '../agent/probe.ts';
import { measures } from '../lib/scenarios/measures.ts';

// Bundled as one ES module: its calibration server is a thread that loads this very file by `import.meta.url`.
export const handler = probeHandler(measures);
