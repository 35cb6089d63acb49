import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { NamedError } from '../../lib/domain/errors.ts';
import { now } from './clock.ts';
import { isAddress } from './origin.ts';

export interface Resolved {
  readonly address: string;
  /** Milliseconds the lookup took; 0 for a literal address. */
  readonly ms: number;
}

/**
 * Looks a name up and takes the address whose turn it is. IPv4 where there is any: hosts without an IPv6 route are common
 * and a fallback would change what is measured. Sorted, so that the rotation does not depend on the resolver's order.
 * Error: Resolve.
 */
export async function resolve(hostname: string, turn: number, timeoutMs: number): Promise<Resolved> {
  if (isAddress(hostname)) return { address: hostname, ms: 0 };
  const start = now();
  const giveUp = new AbortController();
  // A lookup cannot be cancelled; its thread is left to the resolver's own patience.
  const late = sleep(timeoutMs, undefined, { signal: giveUp.signal }).then(() => {
    throw new NamedError('Resolve', `${hostname} was not resolved after ${timeoutMs / 1000} s`);
  });
  late.catch(() => {});
  const asked = lookup(hostname, { all: true }).catch((error: NodeJS.ErrnoException) => {
    throw new NamedError('Resolve', `${hostname} does not resolve (${error.code ?? error.message})`, { cause: error });
  });
  const answers = await Promise.race([asked, late]).finally(() => giveUp.abort());
  const ms = now() - start;
  const four = answers.filter(({ family }) => family === 4);
  const usable = (four.length > 0 ? four : answers).map(({ address }) => address).sort();
  const address = usable[turn % usable.length];
  if (address === undefined) throw new NamedError('Resolve', `${hostname} has no address`);
  return { address, ms };
}
