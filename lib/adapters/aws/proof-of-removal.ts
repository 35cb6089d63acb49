import type { Records } from '../../pipeline/ports.ts';
import { RECORD } from '../../pipeline/run-records.ts';

/**
 * Whether nothing of a run is left for certain: by a clean proof that is not older than the last work that may have been under way. A
 * record that cannot be read proves nothing.
 */
export async function isRemoved(records: Records): Promise<boolean> {
  try {
    return await isProved(records);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

async function isProved(records: Records): Promise<boolean> {
  const proof = await RECORD.teardown.read(records);
  if (!proof || proof.total > 0 || proof.problems.length > 0) return false;
  const until = await inFlightUntil(records);
  return until === undefined || Date.parse(proof.at) >= until.getTime();
}

/** Until when something of a run that was cut off may still be at work, and make something; undefined where nothing is. */
export async function inFlightUntil(records: Records): Promise<Date | undefined> {
  const inFlight = await RECORD.inFlight.read(records);
  return inFlight && new Date(inFlight.until);
}
