import { NamedError } from '../../../domain/errors.ts';
import { VARIATION_KINDS, type Variation } from './variation.ts';

/** What a stand-in does to every object GET and PUT. Bucket, list and delete requests are answered as fast as possible. */
export interface Shape {
  /** Request (PUT: last body byte) received -> first response byte, milliseconds. */
  readonly delayMs: number;
  /** A seeded uniform draw from 0..jitterMs is added to each delay, milliseconds. */
  readonly jitterMs: number;
  /** Rate of a body in either direction, bytes/s for each connection; 0 = as fast as this machine allows. */
  readonly bytesPerSecond: number;
  /** How delays, before jitter, and rates differ from request to request; all alike when absent. */
  readonly delayVariation?: Variation;
  readonly rateVariation?: Variation;
  readonly seed: number;
}

/** Which requests a fault hits. The first fault that matches wins. */
interface FaultMatch {
  /** Object GETs, object PUTs (parts included) or everything else; GETs and PUTs when absent. */
  readonly operation?: 'get' | 'put' | 'other';
  /** Only keys that start with this. */
  readonly prefix?: string;
  /** Only every nth request that matches otherwise; 1, every one of them, when absent. */
  readonly every?: number;
}

export type Fault = FaultMatch &
  (
    | { readonly kind: 'status'; readonly status: 403 | 404 | 500 | 503 }
    /** Closes the connection before any byte of the answer. */
    | { readonly kind: 'closeEarly' }
    /** Promises the whole body, sends `bytes` of it (half when absent) and closes. */
    | { readonly kind: 'truncate'; readonly bytes?: number }
    /** Sends `bytes` (1 when absent) more than Content-Length and closes. */
    | { readonly kind: 'excess'; readonly bytes?: number }
    /** Never answers. */
    | { readonly kind: 'stall' }
    /** Answers something that is not HTTP and closes. */
    | { readonly kind: 'garbage' }
    /** Answers correctly, with Transfer-Encoding: chunked instead of Content-Length. */
    | { readonly kind: 'chunked' }
    /** Answers correctly after an extra delay, milliseconds. */
    | { readonly kind: 'slow'; readonly delayMs: number }
  );

export interface S3StandInConfig {
  /** Port on 127.0.0.1; 0 = any free one. */
  readonly port: number;
  /** Where objects live; made when missing. */
  readonly folder: string;
  /** NDJSON file that gets one line a request (see log.ts). */
  readonly log: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly shape: Shape;
  readonly faults?: readonly Fault[];
  /** Every write makes a version, and a DELETE without a version only hides, as B2 has it. False when absent. */
  readonly versioned?: boolean;
  /** Refuses every request that brings or announces an x-amz-checksum header, as B2 does. False when absent. */
  readonly refuseChecksums?: boolean;
  /** More requests than this within a second, each way (reads; everything else), are answered 503 SlowDown. Unlimited when absent. */
  readonly requestsPerSecond?: number;
}

const FAULT_KINDS = ['status', 'closeEarly', 'truncate', 'excess', 'stall', 'garbage', 'chunked', 'slow'];

/** Reads the one line of configuration. Throws `BadConfig`, which names the field and what was expected. */
export function parseConfig(line: string): S3StandInConfig {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new NamedError('BadConfig', 'the configuration is not one line of JSON', { cause });
  }
  const config = record(value, 'the configuration');
  for (const name of ['folder', 'log', 'region', 'accessKeyId', 'secretAccessKey'])
    if (typeof config[name] !== 'string' || config[name] === '') throw expected(name, 'a text that is not empty');
  number(config, 'port', 'port', 65_535);
  if (!Number.isInteger(config.port)) throw expected('port', 'a whole number');
  const shape = record(config.shape, 'shape');
  for (const name of ['delayMs', 'jitterMs']) number(shape, name, `shape.${name}`, 600_000);
  number(shape, 'bytesPerSecond', 'shape.bytesPerSecond', 1e12);
  number(shape, 'seed', 'shape.seed', Number.MAX_SAFE_INTEGER);
  for (const name of ['delayVariation', 'rateVariation'])
    if (shape[name] !== undefined) checkVariation(record(shape[name], `shape.${name}`), `shape.${name}`);
  for (const name of ['versioned', 'refuseChecksums'])
    if (config[name] !== undefined && typeof config[name] !== 'boolean') throw expected(name, 'true or false');
  const perSecond = config.requestsPerSecond;
  if (perSecond !== undefined && !(Number.isInteger(perSecond) && (perSecond as number) >= 1 && (perSecond as number) <= 1e6))
    throw expected('requestsPerSecond', 'a whole number from 1 to 1000000');
  if (config.faults !== undefined && !Array.isArray(config.faults)) throw expected('faults', 'a list');
  for (const [i, fault] of ((config.faults ?? []) as unknown[]).entries())
    checkFault(record(fault, `faults[${i}]`), `faults[${i}]`);
  return value as S3StandInConfig;
}

function checkVariation(variation: Record<string, unknown>, name: string): void {
  if (!VARIATION_KINDS.includes(variation.kind as Variation['kind']))
    throw expected(`${name}.kind`, `one of ${VARIATION_KINDS.join(', ')}`);
  if (variation.kind === 'bimodal') number(variation, 'share', `${name}.share`, 1);
  if (variation.kind === 'lognormal') number(variation, 'sigma', `${name}.sigma`, 2);
  else number(variation, 'factor', `${name}.factor`, 1_000, 0.001);
  if (variation.kind === 'drift') number(variation, 'requests', `${name}.requests`, 1e9, 1);
}

function checkFault(fault: Record<string, unknown>, name: string): void {
  if (!FAULT_KINDS.includes(fault.kind as string)) throw expected(`${name}.kind`, `one of ${FAULT_KINDS.join(', ')}`);
  if (fault.operation !== undefined && !['get', 'put', 'other'].includes(fault.operation as string))
    throw expected(`${name}.operation`, 'get, put or other');
  if (fault.prefix !== undefined && typeof fault.prefix !== 'string') throw expected(`${name}.prefix`, 'a text');
  if (fault.every !== undefined && !(Number.isInteger(fault.every) && (fault.every as number) > 0))
    throw expected(`${name}.every`, 'a whole number from 1');
  if (fault.kind === 'status' && ![403, 404, 500, 503].includes(fault.status as number))
    throw expected(`${name}.status`, '403, 404, 500 or 503');
  if (fault.kind === 'slow') number(fault, 'delayMs', `${name}.delayMs`, 600_000);
  if (fault.bytes !== undefined) number(fault, 'bytes', `${name}.bytes`, 1e9);
}

function number(from: Record<string, unknown>, key: string, name: string, max: number, min = 0): void {
  const value = from[key];
  if (typeof value !== 'number' || !(value >= min && value <= max)) throw expected(name, `a number from ${min} to ${max}`);
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw expected(name, 'an object');
  return value as Record<string, unknown>;
}

function expected(name: string, what: string): NamedError {
  return new NamedError('BadConfig', `${name}: expected ${what}`);
}
