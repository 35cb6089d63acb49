import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { coresAllowed } from './processor.ts';

const read = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8').trim() || null;
  } catch {
    return null;
  }
};

/** Facts about this host that bear on results; null where it does not say. */
export function hostFacts(): Readonly<Record<string, string | number | null>> {
  const net = '/proc/sys/net';
  return {
    node: process.versions.node,
    openssl: process.versions.openssl,
    platform: platform(),
    arch: arch(),
    kernel: release(),
    cpus: availableParallelism(),
    coresAllowed: coresAllowed(),
    cpuModel: cpus()[0]?.model ?? null,
    memoryBytes: totalmem(),
    congestionControl: read(`${net}/ipv4/tcp_congestion_control`),
    slowStartAfterIdle: number(read(`${net}/ipv4/tcp_slow_start_after_idle`)),
    receiveBufferBytes: read(`${net}/ipv4/tcp_rmem`)?.replace(/\s+/g, ' ') ?? null,
    sendBufferBytes: read(`${net}/ipv4/tcp_wmem`)?.replace(/\s+/g, ' ') ?? null,
  };
}

const number = (text: string | null): number | null => (text === null || Number.isNaN(Number(text)) ? null : Number(text));
