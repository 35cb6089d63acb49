/** What goes wrong with the next server that is asked for. */
export type Fault =
  /** It is made and never becomes usable. */
  | 'its deployment fails'
  /** It is made and stays in its first state. */
  | 'it never gets ready'
  /** It is made, and the answer is 500. */
  | 'it is made with an error'
  /** It is made, and the connection ends without an answer. */
  | 'it is made without an answer'
  /** It is refused with 422. */
  | 'there is no stock';

export interface FakeServer {
  readonly id: string;
  readonly project: string;
  readonly hostname: string;
  readonly plan: string;
  readonly site: string;
  readonly billing: string;
  readonly system: string;
  /** Text of the script it boots with. */
  readonly boot: string;
  status: string;
  /** How many requests to remove it are refused because it is being installed. */
  busy: number;
}

/** A provider of bare metal on loopback. */
export interface FakeProvider {
  /** Where the project's own client finds it. */
  readonly url: string;
  readonly token: string;
  readonly project: string;
  readonly servers: Map<string, FakeServer>;
  /** `METHOD path` of every call so far. */
  readonly calls: readonly string[];
  /** Goes wrong with the next servers, one each. */
  readonly faults: Fault[];
  /** Answers of this status to the next calls, whatever they ask. */
  readonly refusals: number[];
  /** All that is left besides servers: user data. */
  readonly rest: () => number;
  close(): Promise<void>;
}

/** Makes a server as a fault has it, and says how its creation is answered. */
export function bear(
  { servers, faults }: Pick<FakeProvider, 'servers' | 'faults'>,
  server: Omit<FakeServer, 'status' | 'busy'>,
  words: { readonly ready: string; readonly waiting: string; readonly failed: string },
): 'made' | 'error' | 'cut' | 'no stock' {
  const fault = faults.shift();
  if (fault === 'there is no stock') return 'no stock';
  const status = fault === 'its deployment fails' ? words.failed : fault === 'it never gets ready' ? words.waiting : words.ready;
  servers.set(server.id, { ...server, status, busy: 0 });
  return fault === 'it is made with an error' ? 'error' : fault === 'it is made without an answer' ? 'cut' : 'made';
}
