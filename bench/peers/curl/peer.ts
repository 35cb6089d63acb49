// curl, one process a command, its requests over one connection. It stamps `pretransfer` after sending and `starttransfer` of an upload at
// the first uploaded byte: what is taken is the call to the first byte for reads, and the total for both.
import { execFile } from 'node:child_process';
import type { Command } from '../../protocol.ts';
import { takeCommands } from '../serve.ts';

/** Longer uploads would have to come from a file, which measures that file's reading. */
const LARGEST_UPLOAD_BYTES = 1_000_000;
const WRITTEN = '%{http_code} %{num_connects} %{size_download} %{time_starttransfer} %{time_total}\\n';
const MEGABYTES = 64 * 1024 * 1024;

/** curl's configuration: a line an option. */
function config({ method, url, bytes, count, connection, ca, open }: Command): string {
  const one = (target: string): string[] => [`url = "${target}"`, 'output = "/dev/null"'];
  const put = (target: string): string[] => [...one(target), `data-binary = "${'0'.repeat(bytes)}"`, 'request = "PUT"'];
  const common = [
    'silent',
    'http1.1',
    `cacert = "${ca}"`,
    `write-out = "${WRITTEN}"`,
    'header = "Expect:"',
    'header = "Content-Type:"',
    ...(connection === 'fresh' ? ['header = "Connection: close"', 'no-sessionid'] : []),
  ];
  const each = method === 'PUT' ? put(url) : one(url);
  const requests = Array.from({ length: count }, () => ['next', ...common, ...each]);
  return [...common, ...(open ? one(open) : one(url)), ...requests.flat()].join('\n');
}

/** bash's `time` gives what the process cost, to the millisecond. */
function curl(text: string): Promise<{ readonly lines: string[]; readonly cpuUs: number }> {
  return new Promise((resolve, reject) => {
    const script = "TIMEFORMAT='%U %S'; time curl -q --config -";
    const child = execFile('bash', ['-c', script], { maxBuffer: MEGABYTES }, (error, stdout, stderr) => {
      if (error) return reject(error);
      const [user = 0, system = 0] = stderr.trim().split(/\s+/).slice(-2).map(Number);
      resolve({ lines: stdout.trim().split('\n'), cpuUs: Math.round((user + system) * 1e6) });
    });
    child.stdin?.end(text);
  });
}

takeCommands(async (command) => {
  const { id, method, bytes, connection, streams } = command;
  if (streams !== 1 || method === 'POST') throw new Error('one stream of GET or PUT only');
  if (method === 'PUT' && bytes > LARGEST_UPLOAD_BYTES) throw new Error('large bodies only from a file');
  const { lines, cpuUs } = await curl(config(command));
  // The first request only opened the connection.
  const rows = lines.slice(1).map((line) => line.split(' ').map(Number));
  for (const [status, connects, size] of rows) {
    if (status !== 200 || (method === 'GET' && size !== bytes)) throw new Error(`status ${status}, ${size} bytes`);
    if ((connects === 0) !== (connection === 'reused')) throw new Error('the connection was not the one asked for');
  }
  const ttfbUs = method === 'PUT' ? [] : rows.map((row) => (row[3] ?? Number.NaN) * 1e6);
  return { id, ttfbUs, totalUs: rows.map((row) => (row[4] ?? Number.NaN) * 1e6), cpuUs, wallUs: null };
});
