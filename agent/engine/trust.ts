import { createSecureContext, type SecureContext } from 'node:tls';

const contexts = new Map<string | undefined, SecureContext>();

/**
 * What a TLS connection trusts: the root certificates, or the one certificate given. Made once each: reading all roots takes
 * milliseconds, which are no part of any handshake.
 */
export function secureContext(certificate: string | undefined): SecureContext {
  const known = contexts.get(certificate);
  if (known) return known;
  const made = createSecureContext(certificate === undefined ? {} : { ca: certificate });
  contexts.set(certificate, made);
  return made;
}
