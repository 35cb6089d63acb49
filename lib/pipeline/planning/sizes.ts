import { closest } from 'fastest-levenshtein';
import { SIZES } from '../../catalog/sizes.ts';
import { BadInput } from '../../domain/errors.ts';
import { parseBytes, sizeLabel } from '../../domain/units.ts';

/**
 * Bytes of `1KB..10MB` (the sizes of the catalog in that range) or of `1KB,1.5MB` (any exact sizes), ascending. Throws BadInput.
 */
export function sizesOf(text: string | readonly string[]): number[] {
  const parts = (typeof text === 'string' ? text.split(',') : text).map((part) => part.trim());
  const sizes = parts.flatMap((part) => {
    const range = part.split('..');
    return range.length === 2 ? inRange(part, range[0] ?? '', range[1] ?? '') : [size(part)];
  });
  return [...new Set(sizes)].sort((a, b) => a - b);
}

function inRange(text: string, from: string, to: string): number[] {
  const [low, high] = [size(from), size(to)];
  if (low > high) throw new BadInput(`size range "${text}" ends before it starts: write ${to.trim()}..${from.trim()}.`);
  const sizes = SIZES.bytes.filter((bytes) => bytes >= low && bytes <= high);
  if (sizes.length === 0)
    throw new BadInput(`size range "${text}" holds none of ${labels().join(', ')}: name exact sizes as a list.`);
  return sizes;
}

function size(text: string): number {
  const bytes = parseBytes(text);
  if (bytes !== undefined) return bytes;
  throw new BadInput(
    `"${text}" is not a size${/[A-Za-z]/.test(text) ? `: did you mean ${closest(text.toUpperCase(), labels())}?` : '.'} Write a list like 1KB,10MB or a range like 1KB..10MB; 1 KB is 1,000 bytes.`,
  );
}

const labels = () => SIZES.bytes.map(sizeLabel);
