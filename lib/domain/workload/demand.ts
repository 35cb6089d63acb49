/** What somebody wants to keep and move in a month. GB are 1e9 bytes; 0 GB or 0 requests beside the other mean that object size tells. */
export interface Workload {
  readonly storedGb: number;
  readonly readGb: number;
  readonly reads: number;
  readonly writtenGb: number;
  readonly writes: number;
  readonly objectBytes: number;
}

/** One direction of it, without contradiction: `gb * 1e9 = requests * bytes`, all 0 where nothing moves. */
export interface Flow {
  readonly gb: number;
  readonly requests: number;
  /** What one request moves in the mean. */
  readonly bytes: number;
}

export interface Demand {
  readonly storedGb: number;
  /** Of what is stored. */
  readonly objectBytes: number;
  readonly read: Flow;
  readonly written: Flow;
}

const GB = 1e9;

/**
 * Three figures of a direction say the same twice. What is billed leads: where GB and requests are both given, a request moves what one is of
 * the other, whatever the object size says; where one of them is 0, object size tells it from the other.
 */
export function demandOf(workload: Workload): Demand {
  const objectBytes = Math.max(1, workload.objectBytes);
  return {
    storedGb: workload.storedGb,
    objectBytes,
    read: flowOf(workload.readGb, workload.reads, objectBytes),
    written: flowOf(workload.writtenGb, workload.writes, objectBytes),
  };
}

function flowOf(gb: number, requests: number, objectBytes: number): Flow {
  if (gb > 0 && requests > 0) return { gb, requests, bytes: (gb * GB) / requests };
  if (gb > 0) return { gb, requests: (gb * GB) / objectBytes, bytes: objectBytes };
  if (requests > 0) return { gb: (requests * objectBytes) / GB, requests, bytes: objectBytes };
  return { gb: 0, requests: 0, bytes: 0 };
}

/** Whether a direction moves objects of another size than the one given, by more than 1 %: then object size is what yielded. */
export function sizeYields({ bytes }: Flow, { objectBytes }: Demand): boolean {
  return bytes > 0 && Math.abs(bytes / objectBytes - 1) > 0.01;
}

/** What the page starts with, and what pictures of cost speak of: a terabyte, half of it read and a tenth of it written each month. */
export const USUAL_WORKLOAD: Workload = { storedGb: 1000, readGb: 500, reads: 0, writtenGb: 100, writes: 0, objectBytes: 1e6 };
