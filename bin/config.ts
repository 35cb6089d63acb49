import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { closest } from 'fastest-levenshtein';
import type { Variation } from '../lib/adapters/local/s3/variation.ts';
import { BadInput, oneLine } from '../lib/domain/errors.ts';

export interface EndpointConfig {
  readonly title?: string;
  readonly endpoint: string;
  readonly region?: string;
  readonly accessKeyEnv: string;
  readonly secretKeyEnv: string;
  readonly pathStyle?: boolean;
  readonly bucket?: string;
}

export interface StandInConfig {
  readonly delayMs: number;
  readonly jitterMs?: number;
  readonly bytesPerSecond: number;
  readonly delayVariation?: Variation;
  readonly rateVariation?: Variation;
  readonly port?: number;
  readonly faults?: readonly object[];
}

/** docs/schema/config.schema.json as a type. Every field says what the flag of the same name says. */
export interface Config {
  readonly preset?: string;
  readonly stores?: readonly string[];
  readonly hosts?: readonly string[];
  readonly pairs?: readonly string[];
  readonly sizes?: string | readonly string[];
  readonly operations?: readonly ('get' | 'put')[];
  readonly connections?: readonly ('fresh' | 'reused')[];
  readonly streams?: readonly number[];
  readonly rounds?: number;
  readonly maxSeconds?: number;
  readonly seed?: number;
  readonly out?: string;
  readonly endpoints?: Readonly<Record<string, EndpointConfig>>;
  readonly standIns?: Readonly<Record<string, StandInConfig>>;
}

const SCHEMA = fileURLToPath(new URL('../docs/schema/config.schema.json', import.meta.url));

/** Reads and checks a configuration file. Throws BadInput that names file, field and what was expected. */
export function readConfig(file: string): Config {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadInput(
      `${file}: cannot be read (${(error as NodeJS.ErrnoException).code ?? oneLine(error)}). Give the path of a JSON file to --config.`,
    );
  }
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (error) {
    throw new BadInput(`${file}: is not JSON: ${oneLine(error)}.`);
  }
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as object;
  const validate = new Ajv2020({ allErrors: false, verbose: true }).compile(schema);
  if (!validate(config)) throw new BadInput(`${file}: ${explain(validate.errors ?? [])}`);
  return config as Config;
}

function explain(errors: readonly ErrorObject[]): string {
  const error = errors[0];
  if (!error) return 'does not match docs/schema/config.schema.json.';
  const field = error.instancePath.slice(1).replaceAll('/', '.') || 'the file';
  if (error.keyword === 'additionalProperties') {
    const unknown = String(error.params.additionalProperty);
    const known = Object.keys((error.parentSchema?.properties ?? {}) as object).filter((name) => !name.startsWith('$'));
    return `${field === 'the file' ? '' : `${field}.`}${unknown}: unknown field. Did you mean ${closest(unknown, known)}? Known: ${known.join(', ')}.`;
  }
  if (error.propertyName !== undefined)
    return `${field}.${error.propertyName}: expected a name of up to 40 letters, digits, dots, hyphens and underscores.`;
  const expected =
    error.keyword === 'enum'
      ? `one of ${(error.params.allowedValues as unknown[]).join(', ')}`
      : (error.message ?? 'something else');
  return `${field}: expected ${expected.replace(/^must (be|have|match)\b/, (_, verb: string) => (verb === 'be' ? '' : `to ${verb}`)).trim()}, got ${JSON.stringify(error.data)?.slice(0, 80)}.`;
}
