import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { bundleAgent } from '../../agent/bundle.ts';
import { agentNodeFlags } from '../../lib/domain/node-flags.ts';
import type { Post } from '../../lib/domain/order.ts';
import type { AgentLine } from '../../lib/domain/sample.ts';

/** The real agent in a child process, driven through its own protocol. */
export interface AgentProcess {
  readonly child: ChildProcess;
  /** Everything written so far. */
  readonly lines: AgentLine[];
  send(line: unknown): void;
  /** The next line of this kind that was not waited for yet. */
  next(kind: AgentLine['kind']): Promise<AgentLine>;
  /** Ends its input and waits; the exit code, or the signal's name. */
  end(): Promise<number | string | null>;
}

const folders: string[] = [];
const running: ChildProcess[] = [];

/** Bundles an entry (path from the root) into a folder of its own. */
export async function bundled(entry: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'firstbyte-agent-'));
  folders.push(folder);
  const outfile = join(folder, 'agent.mjs');
  await bundleAgent(sourceOf(entry), outfile);
  return outfile;
}

export const sourceOf = (entry: string): string => fileURLToPath(new URL(`../../${entry}`, import.meta.url));

/** Kills what still runs and removes the bundles. */
export async function cleanUp(): Promise<void> {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
}

export function startAgent(program: string, post: Post | undefined, env: NodeJS.ProcessEnv = {}): AgentProcess {
  const child = spawn(process.execPath, [...agentNodeFlags, program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  running.push(child);
  const lines: AgentLine[] = [];
  const taken = new Set<AgentLine>();
  const arrived = new EventTarget();
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    lines.push(JSON.parse(line) as AgentLine);
    arrived.dispatchEvent(new Event('line'));
  });
  const exited = once(child, 'close');
  const send = (line: unknown): void => void child.stdin?.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
  child.stdin?.on('error', () => {});
  if (post) send({ post });
  return {
    child,
    lines,
    send,
    async next(kind) {
      for (;;) {
        const line = lines.find((candidate) => candidate.kind === kind && !taken.has(candidate));
        if (line) {
          taken.add(line);
          return line;
        }
        const ended = await Promise.race([once(arrived, 'line').then(() => false), exited.then(() => true)]);
        if (ended) throw new Error(`the agent ended without a line of kind ${kind}`);
      }
    },
    async end() {
      child.stdin?.end();
      const [code, signal] = (await exited) as [number | null, string | null];
      return code ?? signal;
    },
  };
}
