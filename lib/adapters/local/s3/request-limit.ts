const WINDOW_MS = 1000;

/** Says whether a request is still within `perSecond` of the second that ends at `at` (milliseconds). Refused ones do not count. */
export type Admit = (way: 'read' | 'write', at: number) => boolean;

/** A limit for each way, as a provider has them; undefined means none. */
export function requestLimit(perSecond: number | undefined): Admit {
  if (perSecond === undefined) return () => true;
  const admitted = { read: [] as number[], write: [] as number[] };
  return (way, at) => {
    const times = admitted[way];
    const live = times.findIndex((time) => time > at - WINDOW_MS);
    times.splice(0, live < 0 ? times.length : live);
    if (times.length >= perSecond) return false;
    times.push(at);
    return true;
  };
}
