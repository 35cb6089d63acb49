import { NamedError } from '../../lib/domain/errors.ts';
import { now } from './clock.ts';
import { Connection } from './connection.ts';
import type { Origin } from './origin.ts';
import type { PartMarks } from './phases.ts';
import { type Prepared, Transaction } from './transaction.ts';

export interface Launch {
  readonly origin: Origin;
  readonly address: string;
  /** Open connections to use; the rest of `wanted` is dialled. */
  readonly open: readonly Connection[];
  readonly wanted: number;
  readonly prepared: readonly Prepared[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Outcome {
  readonly marks: readonly PartMarks[];
  readonly made: readonly Connection[];
  readonly elapsed: number;
  readonly moved: number;
  readonly status: number | null;
  readonly request: string | null;
  /** Fields of the first response, lower-case names. */
  readonly fields: ReadonlyMap<string, string>;
  readonly error: NamedError | undefined;
}

const REQUEST_IDS = ['x-amz-request-id', 'x-amzn-requestid'];

/**
 * All parts of one exchange over its connections, of which there are no more than parts: each takes another part when it is
 * free. The first failure, the deadline or the signal ends it and destroys what is still busy. Resolves once, never rejects.
 */
export function launch({ origin, address, open, wanted, prepared, timeoutMs, signal }: Launch): Promise<Outcome> {
  return new Promise((resolve) => {
    const start = now();
    const made: Connection[] = [];
    const flown: { transaction: Transaction; marks: PartMarks }[] = [];
    const busy = new Set<Connection>();
    let next = 0;
    let landed = 0;
    let over = false;

    const finish = (error: NamedError | undefined, failed?: Transaction): void => {
      if (over) return;
      over = true;
      clearTimeout(deadline);
      signal.removeEventListener('abort', abort);
      for (const connection of busy) connection.destroy();
      const first = failed ?? flown[0]?.transaction;
      const fields = first?.head?.fields ?? new Map<string, string>();
      const marks = flown.map((part) => part.marks);
      resolve({
        marks,
        made,
        elapsed: elapsedOf(marks, error ? now() : 0, start),
        moved: flown.reduce((sum, { transaction }) => sum + transaction.moved, 0),
        status: first?.head?.status ?? null,
        request: REQUEST_IDS.map((name) => fields.get(name)).find((id) => id !== undefined) ?? null,
        fields,
        error,
      });
    };

    const take = (connection: Connection, part: Prepared | undefined, dialled: boolean): void => {
      if (over || !part) return;
      if (!connection.open) {
        finish(connection.fault);
        return;
      }
      busy.add(connection);
      const transaction = new Transaction(connection, part, ({ error }) => {
        busy.delete(connection);
        if (error) finish(error, transaction);
        else if (++landed === prepared.length) finish(undefined);
        else if (connection.open) take(connection, prepared[next++], false);
        else if (busy.size === 0) finish(new NamedError('EndedEarly', 'the server closed the connection between two parts'));
      });
      const { secured, connected } = connection;
      const marks = transaction.marks as PartMarks & { dial?: PartMarks['dial'] };
      marks.dial = dialled ? { dialled: connection.dialled, connected, secured } : undefined;
      flown.push({ transaction, marks });
      transaction.start(dialled ? secured : now());
    };

    const dial = (part: Prepared | undefined): void => {
      const connection: Connection = new Connection(
        origin,
        address,
        wanted,
        {
          data: () => finish(new NamedError('ExcessData', 'bytes arrived before a request was sent')),
          ended: () => finish(new NamedError('EndedEarly', 'the connection ended before a request could be sent')),
          failed: (error) => finish(error),
        },
        () => take(connection, part, true),
      );
      made.push(connection);
      busy.add(connection);
    };

    const abort = (): void => finish(new NamedError('Aborted', 'the order was ended before its time'));
    const deadline = setTimeout(() => {
      const waiting = flown.length === 0 && open.length === 0;
      const name = waiting ? 'ConnectTimeout' : 'Timeout';
      finish(new NamedError(name, `${waiting ? 'not connected' : 'not done'} after ${timeoutMs / 1000} s`));
    }, timeoutMs);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    // Each connection has its first part from the start: none may do another's share while that one is still dialling.
    for (let i = open.length; i < wanted && !over; i++) dial(prepared[next++]);
    for (const connection of open) take(connection, prepared[next++], false);
  });
}

function elapsedOf(marks: readonly PartMarks[], failedAt: number, fallback: number): number {
  const start = Math.min(
    fallback + (marks.length > 0 ? Number.POSITIVE_INFINITY : 0),
    ...marks.map(({ dial, begun }) => dial?.dialled ?? begun),
  );
  const end = failedAt || Math.max(...marks.map(({ last }) => last));
  return Math.max(0, end - start);
}
