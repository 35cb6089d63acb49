import { NamedError } from '../lib/domain/errors.ts';
import type { Calibration, InstrumentError } from '../lib/domain/sample.ts';
import { LOOPBACK_CERTIFICATE } from './loopback-certificate.ts';
import { loopbackClient } from './loopback-client.ts';
import { GIVEN_HEADER, type LoopbackServer } from './loopback-server.ts';

/** About the distance of a store in the same region: long enough that the host's processor goes idle, as it does there. */
const DELAY_MS = 2;
const ANSWER_BYTES = 1000;

/**
 * The agent's own error over plain HTTP and over TLS, from `n` requests each to a server that says what delay it gave. Over TLS it
 * holds what both ends spend on records, as a store's answer does. Error: LoopbackFailed.
 */
export async function calibrate(
  server: LoopbackServer,
  n: number,
  round: number,
  when: Calibration['when'],
): Promise<Calibration> {
  const plain = await measure(server.url, n);
  const tls = await measure(server.tlsUrl, n);
  const givenMs = at([...plain.given, ...tls.given], 0.5);
  return { kind: 'calibration', round, when, n, givenMs, errorMs: summary(plain.errors), tls: summary(tls.errors) };
}

/** Errors and given delays, milliseconds, of requests over one open connection. */
async function measure(url: string, n: number): Promise<{ readonly errors: number[]; readonly given: number[] }> {
  const client = loopbackClient(url, LOOPBACK_CERTIFICATE);
  const request = client.prepare({ delayMs: DELAY_MS, answerBytes: ANSWER_BYTES });
  const errors: number[] = [];
  const given: number[] = [];
  try {
    // The first one dials and is left out.
    for (let i = 0; i <= n; i++) {
      const { marks, fields } = await client.send(request);
      const [only] = marks;
      const delay = Number(fields.get(GIVEN_HEADER));
      if (!only) throw new NamedError('LoopbackFailed', 'the loopback server was asked nothing');
      if (i > 0) {
        errors.push(only.first - only.begun - delay);
        given.push(delay);
      }
    }
  } finally {
    client.close();
  }
  return { errors, given };
}

const summary = (errors: readonly number[]): InstrumentError => ({
  min: at(errors, 0),
  median: at(errors, 0.5),
  p90: at(errors, 0.9),
  max: at(errors, 1),
});

/** The sample at this share of the sorted values, rounded to 0.1 us. */
function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return Math.round(value * 1e4) / 1e4;
}
