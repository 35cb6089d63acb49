import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { agentNodeOptions } from '../../../../../lib/domain/node-flags.ts';

const RUNTIME = fileURLToPath(new URL('../../../../fixtures/agents/lambda-runtime.mjs', import.meta.url));

/** What a sandbox said of one invocation. */
export interface Invoked {
  readonly result?: Readonly<Record<string, unknown>>;
  readonly errorType?: string;
  readonly errorMessage?: string;
  readonly maxRssKb: number;
}

export interface FakeLambda {
  client(): LambdaClient;
  /** Finished invocations, in the order of their ends. */
  readonly invoked: readonly Invoked[];
  /** Payloads as they came. */
  readonly events: readonly string[];
  /** Invocations under way. */
  running(): number;
  /** Answers so many requests with 429. */
  throttle(requests: number): void;
  /** Delivers every event so many times, as Lambda's queue may. */
  deliver(times: number): void;
  stop(): Promise<void>;
}

interface Sandbox {
  readonly child: ChildProcess;
  busy: boolean;
}

/** Lambda's Invoke for asynchronous invocations over HTTP: 202, and the bundle runs in a child process, a free one where there is one. */
export async function fakeLambda(functions: Readonly<Record<string, string>>): Promise<FakeLambda> {
  const sandboxes: Sandbox[] = [];
  const invoked: Invoked[] = [];
  const events: string[] = [];
  let throttled = 0;
  let times = 1;

  const start = (bundle: string): Sandbox => {
    const child = spawn(process.execPath, [RUNTIME, bundle], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: agentNodeOptions, AWS_EC2_METADATA_DISABLED: 'true' },
    });
    const sandbox = { child, busy: false };
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      sandbox.busy = false;
      invoked.push(JSON.parse(line) as Invoked);
    });
    child.once('close', () => {
      sandbox.busy = false;
    });
    sandboxes.push(sandbox);
    return sandbox;
  };
  const invoke = (bundle: string, event: string): void => {
    const sandbox = sandboxes.find(({ busy }) => !busy) ?? start(bundle);
    sandbox.busy = true;
    sandbox.child.stdin?.write(`${event}\n`);
  };

  const server = createServer(async (request, response) => {
    const event = await text(request);
    const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(request.url ?? '')?.[1] ?? '';
    const refuse = (status: number, type: string) =>
      response.writeHead(status, { 'x-amzn-errortype': type, 'content-type': 'application/json' }).end('{"message":"refused"}');
    const bundle = functions[decodeURIComponent(name)];
    if (throttled > 0) {
      throttled--;
      return refuse(429, 'TooManyRequestsException');
    }
    if (bundle === undefined) return refuse(404, 'ResourceNotFoundException');
    if (request.headers['x-amz-invocation-type'] !== 'Event') return refuse(400, 'InvalidParameterValueException');
    events.push(event);
    for (let i = 0; i < times; i++) invoke(bundle, event);
    return response.writeHead(202).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients: LambdaClient[] = [];
  return {
    client() {
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
      const client = new LambdaClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
      clients.push(client);
      return client;
    },
    invoked,
    events,
    running: () => sandboxes.filter(({ busy }) => busy).length,
    throttle: (requests) => {
      throttled = requests;
    },
    deliver: (count) => {
      times = count;
    },
    async stop() {
      for (const client of clients) client.destroy();
      server.close();
      server.closeAllConnections();
      await Promise.all(
        sandboxes.map(async ({ child }) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const gone = once(child, 'close');
          child.kill('SIGKILL');
          await gone;
        }),
      );
    },
  };
}
