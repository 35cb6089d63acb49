import { createHash } from 'node:crypto';

/** Longest name S3 takes for a bucket. */
const MAX_BUCKET_CHARS = 63;

/**
 * A run's own bucket: `firstbyte-<run>-<store>` where that is a valid name (3-63 lower-case letters, digits, hyphens);
 * otherwise made so, with a hash of the original that keeps different names different.
 */
export function bucketName(run: string, store: string): string {
  return generatedName(`firstbyte-${run}-${store}`, MAX_BUCKET_CHARS);
}

/** A run's own table. DynamoDB takes 255 characters, but one rule for both is easier to remember. */
export function tableName(run: string): string {
  return generatedName(`firstbyte-${run}`, MAX_BUCKET_CHARS);
}

/** The prefix a run owns inside a bucket that somebody else made. */
export function ownPrefix(run: string, store: string): string {
  return `firstbyte/${run}/${store}/`;
}

function generatedName(wanted: string, maxChars: number): string {
  const plain = wanted
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '');
  if (plain === wanted && plain.length <= maxChars) return plain;
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 8);
  return `${plain.slice(0, maxChars - hash.length - 1).replace(/-$/, '')}-${hash}`;
}
