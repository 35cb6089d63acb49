// The S3 stand-in as a process of its own. One line of JSON on stdin configures it (config.ts), one line on stdout says
// {"ready":true,"port":N} or {"error":{"name","message"}}. It lives as long as its stdin is open: when its parent dies, by
// whatever signal, the pipe closes and it exits.
import { oneLine } from '../../../domain/errors.ts';
import { parseConfig } from './config.ts';
import { type StandIn, serve } from './server.ts';

const MAX_CONFIG_BYTES = 1_000_000;

let standIn: StandIn | undefined;
let input = '';
let configured = false;

// Ctrl-C and a closed terminal reach the whole group; the parent decides when its stores may go.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('SIGTERM', exit);
process.stdout.on('error', exit);
process.stdin.on('end', exit);
process.stdin.on('error', exit);
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text: string) => {
  if (configured) return;
  input += text;
  const end = input.indexOf('\n');
  if (end < 0 && input.length < MAX_CONFIG_BYTES) return;
  configured = true;
  void start(input.slice(0, end < 0 ? undefined : end));
});

async function start(line: string): Promise<void> {
  try {
    standIn = await serve(parseConfig(line), (error) => console.error(oneLine(error)));
    process.stdout.write(`${JSON.stringify({ ready: true, port: standIn.port })}\n`);
  } catch (error) {
    const { name } = error instanceof Error ? error : { name: 'Error' };
    process.stdout.write(`${JSON.stringify({ error: { name, message: oneLine(error) } })}\n`, () => process.exit(2));
  }
}

function exit(): void {
  standIn?.close();
  process.exit(0);
}
