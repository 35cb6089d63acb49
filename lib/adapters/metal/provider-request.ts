import { setTimeout as sleep } from 'node:timers/promises';
import { BadInput, HostLost, NamedError } from '../../domain/errors.ts';

/** How to reach a provider's API. */
export interface Connection {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: string;
  /** An attempt's limit, seconds. */
  readonly answerSeconds?: number;
  /** Before a second attempt; twice as long before a third. Seconds. */
  readonly pauseSeconds?: number;
  /** Ends whatever is asked when its time is over, attempts to come included. */
  readonly until?: AbortSignal;
}

export interface Api extends Connection {
  readonly title: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The provider said no: `status` is HTTP's. */
export class RequestRefused extends NamedError {
  readonly status: number;

  constructor(message: string, status: number) {
    super('RequestRefused', message);
    this.status = status;
  }
}

const ATTEMPTS = 3;
const PAGES = 200;

/**
 * One request, answered with JSON or nothing. Only what may be repeated is tried again: a POST could make a second server. Throws
 * BadInput for a token that is not accepted, RequestRefused for any other refusal, HostLost when there is no answer.
 */
export async function request(api: Api, method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
  const attempts = method === 'POST' ? 1 : ATTEMPTS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(api, method, path, body);
    } catch (error) {
      const passing = error instanceof HostLost || (error instanceof RequestRefused && isPassing(error.status));
      if (attempt === attempts || !passing || api.until?.aborted) throw error;
      const pauseMs = (api.pauseSeconds ?? 1) * 2 ** (attempt - 1) * 1000;
      await sleep(pauseMs, undefined, api.until ? { signal: api.until } : {}).catch(() => {
        throw error;
      });
    }
  }
}

const isPassing = (status: number): boolean => status === 429 || status >= 500;

async function once({ title, url, headers, answerSeconds = 30, until }: Api, method: string, path: string, body: unknown) {
  const what = `${method} ${path.replace(/\?.*/, '')}`;
  let status: number;
  let text: string;
  try {
    const limit = AbortSignal.timeout(answerSeconds * 1000);
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      signal: until ? AbortSignal.any([limit, until]) : limit,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    status = response.status;
    text = await response.text();
  } catch (error) {
    throw new HostLost(`${title} did not answer ${what}: try again later`, { cause: error });
  }
  // A 403 may be one resource's, or a gateway's, and pass: it is a refusal like any other.
  if (status === 401) throw new BadInput(`${title} did not accept the token: store a valid one`);
  if (status >= 400) throw new RequestRefused(`${title} refused ${what} with ${status}: ${reason(text)}`, status);
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new HostLost(`${title} answered ${what} with something else than JSON`);
  }
}

/** What the provider says about it, in one line: all of them answer JSON with a text somewhere in `errors`. */
function reason(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 300) || 'no reason given';
}

/** All pages of a list. A page may hold fewer than asked for, so that only one without anything new ends it. */
export async function allPages<T extends { readonly id: string }>(page: (number: number) => Promise<readonly T[]>): Promise<T[]> {
  const found = new Map<string, T>();
  for (let number = 1; number <= PAGES; number++) {
    const before = found.size;
    for (const one of await page(number)) found.set(one.id, one);
    if (found.size === before) return [...found.values()];
  }
  throw new HostLost(`a list did not end after ${PAGES} pages`);
}
