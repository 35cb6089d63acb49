import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { NamedError } from '../../lib/domain/errors.ts';
import { knownRefusal } from './cdk-refusals.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** CloudFront alone takes a quarter of an hour to come or go. */
const LONGEST_MINUTES = 60;
/** The CDK's CLI may ignore a polite end. */
const KILL_AFTER_MS = 10_000;
/** The end of its output says why it failed. */
const KEPT_CHARS = 64 * 1024;
/** Programs it started may hold its output open after its end. */
const LAST_LINES_MS = 1_000;

/** Runs the CDK's command line, its output on stderr. Throws CdkFailed. */
export type Cdk = (args: readonly string[], stop?: AbortSignal) => Promise<void>;

/** The CLI this project pins, on the pinned Node; `context` are further values as `-c name=value`. */
export function cdkCli(context: readonly string[] = []): Cdk {
  const values = context.flatMap((value) => ['-c', value]);
  return (args, stop) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ['node_modules/aws-cdk/bin/cdk', ...args, ...values, '--no-notices'], {
        cwd: ROOT,
        env: {
          ...(process.stderr.isTTY && { FORCE_COLOR: '1' }),
          ...process.env,
          CDK_DISABLE_CLI_TELEMETRY: 'true',
          CDK_DISABLE_VERSION_CHECK: '1',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own: Ctrl-C reaches us alone, and we decide how far the CLI may go.
        detached: true,
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          process.stderr.write(text);
          output = (output + text).slice(-KEPT_CHARS);
        });
      const signal = (name: NodeJS.Signals) => {
        try {
          if (child.pid !== undefined) process.kill(-child.pid, name);
        } catch {
          // It is gone.
        }
      };
      const end = () => {
        signal('SIGTERM');
        setTimeout(() => signal('SIGKILL'), KILL_AFTER_MS).unref();
      };
      const atExit = () => signal('SIGKILL');
      const tooLong = setTimeout(end, LONGEST_MINUTES * 60_000);
      process.on('exit', atExit);
      stop?.addEventListener('abort', end, { once: true });
      if (stop?.aborted) end();
      child.once('error', reject);
      child.once('exit', (code, by) => {
        clearTimeout(tooLong);
        process.off('exit', atExit);
        stop?.removeEventListener('abort', end);
        if (code === 0) return resolve();
        const fail = () => {
          const why = knownRefusal(output) ?? 'its own lines above say why';
          reject(new NamedError('CdkFailed', `cdk ${args[0] ?? ''} ended with ${by ?? `code ${code}`}: ${why}`));
        };
        // Its last lines may still be on their way.
        const late = setTimeout(fail, LAST_LINES_MS);
        child.once('close', () => {
          clearTimeout(late);
          fail();
        });
      });
    });
}
