import { isIP } from 'node:net';
import { NamedError } from '../../lib/domain/errors.ts';

/** Where a request goes. */
export interface Origin {
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** The Host field: with the port where it is not the scheme's own. */
  readonly host: string;
  /** The one certificate (PEM) that is trusted there, instead of the root certificates. No order can set it. */
  readonly certificate: string | undefined;
}

/** Splits a URL into its origin and the request target, which keeps every byte that was signed. Error: BadOrder. */
export function splitUrl(url: string, certificate?: string): { readonly origin: Origin; readonly target: string } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const match = /^https?:\/\/[^/?#]+([^#]*)/i.exec(url);
  if (!parsed || !match) throw new NamedError('BadOrder', 'a part has no http(s) URL');
  const target = match[1] as string;
  if (/[^\x21-\x7e]/.test(target)) throw new NamedError('BadOrder', 'a URL holds characters that must be escaped');
  const secure = parsed.protocol === 'https:';
  const hostname = parsed.hostname.replace(/^\[|\]$/g, '');
  const port = parsed.port === '' ? (secure ? 443 : 80) : Number(parsed.port);
  return {
    origin: { secure, hostname, port, host: parsed.host, certificate },
    target: target.startsWith('/') ? target : `/${target}`,
  };
}

export const sameOrigin = (a: Origin, b: Origin): boolean => a.secure === b.secure && a.host === b.host;

export const isAddress = (hostname: string): boolean => isIP(hostname) !== 0;
