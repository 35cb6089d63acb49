import { performance } from 'node:perf_hooks';
import type { Finding } from '../finding.ts';
import { canCapture, startCapture } from '../lab/capture.ts';
import { countOf, kindsOf, type Lab } from '../lab/lab.ts';
import { exchangesOf, type Segment } from '../lab/pcap.ts';
import { CONTEXT, FLOOR, GOS, RAW } from '../lab/peer-names.ts';
import { type Peer, withPeers } from '../lab/peers.ts';
import { interleave } from '../lab/rounds.ts';
import { verdictOf } from '../statistics/gate.ts';
import { quantileOf } from './evaluate.ts';
import type { Figure } from './figure.ts';

const BYTES = 1000;
const DELAY_US = 5000;
const REQUESTS = 60;
const WARMUPS = 20;
const ID = 'wire';
const LIMITS_US = [
  ['p50', 0.5, 100],
  ['p99', 0.99, 300],
] as const;

/** When a peer was asked and had answered, microseconds since 1970, and what it reported. */
export interface Window {
  readonly peer: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly ttfbUs: readonly number[];
}

const wallUs = (): number => (performance.timeOrigin + performance.now()) * 1000;

/** A peer whose answers are kept with the time they were asked in. */
const timed = (peer: Peer, windows: Window[]): Peer => ({
  ...peer,
  async ask(command) {
    const fromUs = wallUs();
    const said = await peer.ask(command);
    if ('ttfbUs' in said && said.ttfbUs) windows.push({ peer: peer.name, fromUs, toUs: wallUs(), ttfbUs: said.ttfbUs });
    return said;
  },
});

/**
 * Reported minus seen, one a request. Only exchanges that the server delayed are timed requests; handshakes and opening requests are not.
 * Two clocks name the time of day here, so an exchange belongs to the window that holds its middle.
 */
export function errorsOf(
  windows: readonly Window[],
  segments: readonly Segment[],
  port: number,
  delayUs: number,
): Map<string, number[]> {
  const delayed = exchangesOf(segments, port).filter(({ requestUs, responseUs }) => responseUs - requestUs >= 0.9 * delayUs);
  const errors = new Map<string, number[]>();
  for (const { peer, fromUs, toUs, ttfbUs } of windows) {
    const within = delayed.filter(({ requestUs, responseUs }) => {
      const middle = (requestUs + responseUs) / 2;
      return middle >= fromUs && middle <= toUs;
    });
    const seen = within.slice(-ttfbUs.length);
    if (seen.length < ttfbUs.length) throw new Error(`the capture holds ${seen.length} of ${ttfbUs.length} requests of ${peer}`);
    const own = errors.get(peer) ?? [];
    own.push(...seen.map(({ requestUs, responseUs }, i) => (ttfbUs[i] as number) - (responseUs - requestUs)));
    errors.set(peer, own);
  }
  return errors;
}

async function measure(lab: Lab, security: 'plain' | 'TLS', found: (finding: Finding) => void): Promise<void> {
  const title = `1 KB GET, ${security}, reused, server of 5.000 ms`;
  const url = lab.servers.delays.url(security, BYTES, DELAY_US);
  const port = Number(new URL(url).port);
  const windows: Window[] = [];
  await withPeers(kindsOf(lab, [RAW, ...GOS, FLOOR, ...CONTEXT]), async (peers) => {
    const capture = await startCapture([port]);
    await interleave(
      lab,
      peers.map((peer) => timed(peer, windows)),
      {
        title,
        rounds: lab.options.rounds,
        warmups: WARMUPS,
        command: () => ({
          method: 'GET',
          url,
          open: lab.servers.delays.url(security, 1),
          bytes: BYTES,
          count: countOf(lab, REQUESTS),
          connection: 'reused',
          streams: 1,
          ca: lab.servers.ca,
        }),
      },
    );
    const warm = new Set<string>();
    // The first window of a peer holds its warm-ups.
    const kept = windows.filter(({ peer }) => warm.has(peer) || !warm.add(peer));
    const errors = errorsOf(kept, await capture.stop(), port, DELAY_US);
    for (const [name, p, limitUs] of LIMITS_US) {
      const n = errors.get(RAW)?.length ?? 0;
      const values = Object.fromEntries(
        peers.flatMap(({ name: peer }) => (errors.has(peer) ? [[peer, quantileOf(errors.get(peer) ?? [], p)]] : [])),
      );
      found({
        figure: ID,
        case: title,
        metric: `reported TTFB - packet capture, ${name}`,
        unit: 'us',
        peers: values,
        n,
        goal: `raw at most ${limitUs} us`,
        verdict: verdictOf(lab.options, { n, p }, (values[RAW] ?? Number.NaN) <= limitUs),
      });
    }
  });
}

export const wireError: Figure = {
  id: ID,
  title: 'What a client reports against what a packet capture saw: the last segment of the request to the first of the response',
  async run(lab, found) {
    if (!canCapture()) return lab.leaveOut('the error against a packet capture is left out: tcpdump is not installed');
    if (lab.isolation === 'none')
      return lab.leaveOut('the error against a packet capture is left out: it needs a namespace of its own');
    for (const security of ['plain', 'TLS'] as const) await measure(lab, security, found);
  },
};
