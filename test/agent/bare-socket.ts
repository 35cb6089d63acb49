import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What a bare socket of this runtime reads off a server: the reference of every claim about the agent's own error. */
export interface BareSocket {
  /** Milliseconds to the first chunk of each answer, with the answer's `x-amz-request-id`. `request` is a whole one, as text. */
  read(request: {
    readonly port: number;
    readonly request: string;
    readonly count: number;
    readonly fresh: boolean;
    /** Over TLS, without a look at the certificate. */
    readonly tls?: boolean;
  }): Promise<readonly { readonly ms: number; readonly id: string }[]>;
  end(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('./bare-client.ts', import.meta.url));

/** Starts the bare client in a process of its own. */
export function bareSocket(): BareSocket {
  const child: ChildProcess = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const exited = once(child, 'close');
  return {
    async read(request) {
      const answer = once(answers, 'line') as Promise<[string]>;
      child.stdin?.write(`${JSON.stringify(request)}\n`);
      const [line] = await Promise.race([
        answer,
        exited.then((): never => {
          throw new Error('the bare client ended before it answered');
        }),
      ]);
      return JSON.parse(line) as { ms: number; id: string }[];
    },
    async end() {
      child.stdin?.end();
      await exited;
    },
  };
}
