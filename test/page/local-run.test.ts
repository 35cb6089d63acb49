import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunRecord } from '../../lib/domain/run.ts';
import { run } from '../bin/command.ts';
import { type Made, pagePromises } from './promises.ts';

/** A small run as people make it: real processes, real sockets, the published files. */
async function localRun(): Promise<Made> {
  const out = mkdtempSync(join(tmpdir(), 'firstbyte-local-'));
  const flags = ['--sizes', '1KB,100KB', '--rounds', '6', '--out', out, '--json'];
  const { code, stdout, stderr } = await run(['local', ...flags], { within: 110 });
  // On a busy machine an operation may fail; that is a result, and the page has to show it.
  if (code !== 0 && code !== 1) throw new Error(`firstbyte local ended with ${code}: ${stderr.slice(-500)}`);
  const { report, data } = JSON.parse(stdout) as { readonly report: string; readonly data: string };
  return { run: JSON.parse(readFileSync(data, 'utf8')) as RunRecord, url: pathToFileURL(report).href };
}

pagePromises('the page of a local run', localRun);
