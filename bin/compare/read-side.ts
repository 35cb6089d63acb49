import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BadInput, oneLine } from '../../lib/domain/errors.ts';
import type { RunRecord } from '../../lib/domain/run.ts';
import { LARGEST_BYTES, recordOfText, tooLarge } from '../../lib/report/compare/record-text.ts';

const ANSWER_SECONDS = 60;

/** Runs of one side: folders, files or addresses of run.json, several separated by commas. Throws BadInput with one line that names the source. */
export async function readSide(given: string): Promise<RunRecord[]> {
  const sources = existsSync(given) ? [given] : given.split(',').map((part) => part.trim());
  if (sources.some((source) => source === ''))
    throw new BadInput(`"${given}": give runs separated by commas, without empty places.`);
  return Promise.all(sources.map(readRecord));
}

/** The record of a run: its folder, its run.json or an address. Throws BadInput. */
export async function readRecord(source: string): Promise<RunRecord> {
  const text = /^https?:\/\//i.test(source) ? await fetched(source) : await readFromDisk(source);
  return recordOfText(source, text);
}

async function readFromDisk(source: string): Promise<string> {
  if (!existsSync(source))
    throw new BadInput(`${source}: does not exist. Give a run's folder, its run.json or the address of one.`);
  const file = statSync(source).isDirectory() ? join(source, 'run.json') : source;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new BadInput(
      code === 'ENOENT'
        ? `${source}: holds no run.json: it is no run's folder, or the run is not finished.`
        : `${file}: cannot be read (${code ?? oneLine(error)}).`,
    );
  }
}

async function fetched(source: string): Promise<string> {
  const address = recordAddress(source);
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(ANSWER_SECONDS * 1000) });
    if (!answer.ok)
      throw new BadInput(`${source}: ${address} answers ${answer.status}. Give the address of a run's page or run.json.`);
    return await textOf(source, answer);
  } catch (error) {
    if (error instanceof BadInput) throw error;
    const cause = error instanceof Error && error.cause ? error.cause : error;
    throw new BadInput(`${source}: cannot be fetched (${oneLine(cause)}).`, { cause: error });
  }
}

/** Bytes are counted as they come, after decompression: what an answer says of its own length may be missing or wrong. */
export async function textOf(source: string, answer: Response, mostBytes = LARGEST_BYTES): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the rest of the answer.
    if (bytes > mostBytes) throw tooLarge(source);
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  return [...parts, decoder.decode()].join('');
}

/** A run's page and its folder stand for the record beside them. */
export function recordAddress(source: string): string {
  let url: URL;
  try {
    url = new URL(source);
  } catch {
    throw new BadInput(`${source}: is no address.`);
  }
  url.hash = '';
  url.pathname = url.pathname.replace(/(?:index\.html|\/)$/, (end) => (end === '/' ? '/run.json' : 'run.json'));
  return url.href;
}
