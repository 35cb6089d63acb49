import { NamedError, oneLine } from '../../lib/domain/errors.ts';
import type { SampleError } from '../../lib/domain/sample.ts';

const NAMES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'ConnectRefused',
  ETIMEDOUT: 'ConnectTimeout',
  EHOSTUNREACH: 'Unreachable',
  ENETUNREACH: 'Unreachable',
  EADDRNOTAVAIL: 'Unreachable',
  ECONNRESET: 'Reset',
  EPIPE: 'Reset',
};

/** Codes of OpenSSL's X509_V_ERR_* as Node names them (UNSPECIFIED: the rest), and Node's own for a name that does not match. */
const CERTIFICATE = /CERT|^UNABLE_TO_|^(HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|UNSPECIFIED|CRL_.*)$/;

/** A socket's error, named by meaning. Errors already named pass through. */
export function socketFault(error: unknown, dialling: boolean): NamedError {
  if (error instanceof NamedError) return error;
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  const options = { cause: error };
  if (CERTIFICATE.test(code)) return new NamedError('Certificate', `certificate refused: ${oneLine(error)}`, options);
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code === 'EPROTO') {
    return new NamedError('Tls', `${dialling ? 'TLS handshake' : 'TLS'} failed: ${code}`, options);
  }
  const name = NAMES[code];
  if (name === 'ConnectTimeout' && !dialling) return new NamedError('Reset', oneLine(error), options);
  return new NamedError(name ?? 'SocketError', oneLine(error), options);
}

/** An error as a sample carries it: one line, without the query of a signed URL. */
export function sampleError(error: unknown): SampleError {
  const name = error instanceof Error ? error.name : 'Error';
  const message = oneLine(error).replace(/\?X-Amz[^\s'"]*/gi, '?…');
  return { name, message: message.slice(0, 300) };
}
