import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { HostLost } from '../../domain/errors.ts';
import type { Order, Post } from '../../domain/order.ts';
import type { AgentLine, OrderEnd, Ready, SampleError } from '../../domain/sample.ts';
import type { Host, HostHandle, Records } from '../../pipeline/ports.ts';
import { linesKey } from '../../pipeline/run-records.ts';

export interface ProcessHostOptions {
  /** The agent's bundle, or any program that speaks its protocol. */
  readonly program: string;
  readonly nodeFlags: readonly string[];
  readonly records: Records;
  /** What the host's own role would give it in the cloud, for example credentials of the DynamoDB stand-in. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of environment variables that must not reach the agent, whatever they are called. */
  readonly withheld?: readonly string[];
  /** Told of every line once it is in the records, for a progress display. */
  readonly onLine?: (lane: string, line: AgentLine) => void;
}

interface Agent {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly post: Post;
  ready?: Ready;
  /** Rounds whose `end` line has been written to the records, with the error of an order that failed as a whole. */
  readonly ended: Map<number, SampleError | null>;
  round: number;
  /** Why the agent can give nothing more. */
  lost?: string;
  complaints: string;
  exited: Promise<void>;
  /** Appends in order, one after the other. */
  written: Promise<void>;
}

const STOP_GRACE_MS = 1000;

export interface ProcessHost extends Host {
  /** Agents that are still running. */
  running(): number;
  /** Ends every agent at once. */
  abandon(): void;
}

/** This machine as a host: one child process a member, which ends when its standard input does. */
export function processHost(options: ProcessHostOptions): ProcessHost {
  const agents = new Map<string, Agent>();
  const agentOf = (handle: HostHandle): Agent => {
    const agent = agents.get(String(handle.id));
    if (!agent) throw new HostLost(`no agent ${handle.id} on this machine`);
    return agent;
  };
  const alive = () => [...agents.values()].filter(({ child }) => child.exitCode === null && child.signalCode === null);
  return {
    running: () => alive().length,
    abandon: () => {
      for (const { child } of alive()) child.kill('SIGKILL');
    },
    async start(post) {
      const agent = launch(options, post);
      const id = `${post.lane}/${post.role}/${agent.child.pid ?? 'none'}`;
      agents.set(id, agent);
      return { id, pid: agent.child.pid ?? -1 };
    },
    async ready(handle) {
      const agent = agentOf(handle);
      if (agent.lost) throw new HostLost(agent.lost);
      return agent.ready && { addresses: agent.ready.addresses, facts: agent.ready.facts };
    },
    async send(handle, order: Order) {
      const agent = agentOf(handle);
      if (agent.lost) throw new HostLost(agent.lost);
      agent.round = order.round;
      agent.child.stdin.write(`${JSON.stringify({ order })}\n`);
    },
    async poll(handle, { round }) {
      const agent = agentOf(handle);
      await agent.written;
      const error = agent.ended.get(round);
      if (error) return { done: true, failed: `${error.name}: ${error.message}` };
      if (error === null) return { done: true };
      return agent.lost ? { done: false, lost: agent.lost } : { done: false };
    },
    async stop(handle) {
      const agent = agents.get(String(handle.id));
      if (!agent) return;
      agent.child.stdin.end();
      const timer = setTimeout(() => agent.child.kill('SIGKILL'), STOP_GRACE_MS);
      await agent.exited;
      clearTimeout(timer);
      await agent.written;
    },
  };
}

function launch({ program, nodeFlags, records, env, withheld = [], onLine }: ProcessHostOptions, post: Post): Agent {
  const child = spawn(process.execPath, [...nodeFlags, program], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...withoutSecrets(process.env, withheld), ...env },
  });
  const agent: Agent = {
    child,
    post,
    ended: new Map(),
    round: 0,
    complaints: '',
    exited: new Promise((resolve) => child.once('close', () => resolve())),
    written: Promise.resolve(),
  };
  child.once('error', (error) => {
    agent.lost ??= `the agent could not be started: ${error.message}`;
  });
  child.once('close', (code, signal) => {
    const last = agent.complaints.trim().split('\n').at(-1);
    agent.lost ??= `the agent ended with ${signal ?? `exit code ${code}`}${last ? `: ${last}` : ''}`;
  });
  child.stdin.on('error', () => {
    // The agent is gone: `close` says why.
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    agent.complaints = (agent.complaints + text).slice(-4096);
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => take(agent, records, line, onLine));
  child.stdin.write(`${JSON.stringify({ post })}\n`);
  return agent;
}

function take(agent: Agent, records: Records, text: string, onLine: ProcessHostOptions['onLine']): void {
  const line = lineOf(text);
  if (!line || agent.lost !== undefined) {
    agent.lost ??= 'the agent wrote something that is no line of its protocol';
    return;
  }
  if (line.kind === 'ready') {
    agent.ready = line as Ready;
    return;
  }
  const { lane, role } = agent.post;
  const round = agent.round;
  agent.written = agent.written
    .then(() => records.append(linesKey(lane, role, round), `${text}\n`))
    .then(() => {
      if (line.kind === 'end') agent.ended.set(round, (line as OrderEnd).error);
      onLine?.(lane, line);
    })
    .catch((error: Error) => {
      agent.lost ??= `its results could not be written: ${error.message}`;
    });
}

/** A line as the agent meant it; undefined for half of one, which is what a killed agent leaves. */
function lineOf(text: string): AgentLine | undefined {
  try {
    return JSON.parse(text) as AgentLine;
  } catch {
    return undefined;
  }
}

/** A measured host never gets provider keys: what looks like one is not handed down. */
function withoutSecrets(env: NodeJS.ProcessEnv, withheld: readonly string[]): NodeJS.ProcessEnv {
  const secret = /(SECRET|TOKEN|PASSWORD|ACCESS_KEY|APPLICATION_KEY)/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secret.test(name) && !withheld.includes(name)));
}
