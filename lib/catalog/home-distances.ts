import type { HomeDistance } from '../domain/catalog.ts';

const MAP = 'guessed from the map: about 1 ms for 70 km of a cable that does not run straight';

/** Round trips between where hosts stand and the region that may be a deployment's home. */
export const HOME_DISTANCES = [
  { site: 'eu-central-1', homes: { 'eu-central-1': 1, 'us-east-1': 90, 'us-west-2': 145 }, asOf: '2026-11-21', source: MAP },
  { site: 'us-east-1', homes: { 'eu-central-1': 90, 'us-east-1': 1, 'us-west-2': 65 }, asOf: '2026-11-21', source: MAP },
  { site: 'us-west-2', homes: { 'eu-central-1': 145, 'us-east-1': 65, 'us-west-2': 1 }, asOf: '2026-11-21', source: MAP },
  { site: 'amsterdam', homes: { 'eu-central-1': 8, 'us-east-1': 85, 'us-west-2': 140 }, asOf: '2026-11-21', source: MAP },
  { site: 'ashburn', homes: { 'eu-central-1': 90, 'us-east-1': 2, 'us-west-2': 65 }, asOf: '2026-11-21', source: MAP },
  { site: 'los-angeles', homes: { 'eu-central-1': 150, 'us-east-1': 60, 'us-west-2': 25 }, asOf: '2026-11-21', source: MAP },
] as const satisfies readonly HomeDistance[];
