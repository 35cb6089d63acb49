import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { loopback } from './loopback.ts';
import type { Machine } from './machine.ts';

/** SSM keeps this much of a command's complaints. */
const STDERR_CHARACTERS = 8_000;

export interface FakeSsmOptions {
  readonly parameters: Map<string, string>;
  /** The machine of an instance that runs; undefined for what SSM does not reach. */
  readonly machineOf: (instance: string) => Machine | undefined;
  /** Further operations, or others instead of these. */
  readonly actions?: Readonly<Record<string, Action>>;
  /** Name of the refusal of this call; undefined lets it pass. */
  readonly refuse?: (action: string) => string | undefined;
}

export interface SentCommand {
  readonly id: string;
  readonly instance: string;
  readonly script: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  status: string;
  stderr: string;
}

export interface FakeSsm {
  readonly url: string;
  readonly commands: SentCommand[];
  close(): Promise<void>;
}

type Action = (input: Readonly<Record<string, unknown>>) => unknown;

/** SSM's JSON protocol, as far as hosts need it. SendCommand really runs its script. */
export async function fakeSsm({ parameters, machineOf, actions: more = {}, refuse }: FakeSsmOptions): Promise<FakeSsm> {
  const commands: SentCommand[] = [];
  const actions: Readonly<Record<string, Action>> = {
    GetParameter({ Name }) {
      const value = parameters.get(String(Name));
      if (value === undefined) throw refusal('ParameterNotFound', '');
      return { Parameter: { Name, Value: value } };
    },
    DescribeInstanceInformation({ Filters }) {
      const [{ Values = [] } = {}] = Filters as { Values?: string[] }[];
      const online = Values.filter((id) => machineOf(id));
      return { InstanceInformationList: online.map((InstanceId) => ({ InstanceId, PingStatus: 'Online' })) };
    },
    SendCommand({ DocumentName, InstanceIds, Parameters }) {
      const [instance = ''] = InstanceIds as string[];
      const machine = machineOf(instance);
      if (!machine || DocumentName !== 'AWS-RunShellScript') throw refusal('InvalidInstanceId', '');
      const given = Parameters as Record<string, string[]>;
      const script = given.commands?.join('\n') ?? '';
      const command = { id: randomUUID(), instance, script, parameters: given, status: 'InProgress', stderr: '' };
      commands.push(command);
      void carryOut(command, machine);
      return { Command: { CommandId: command.id } };
    },
    GetCommandInvocation({ CommandId, InstanceId }) {
      const command = commands.find(({ id, instance }) => id === CommandId && instance === InstanceId);
      if (!command) throw refusal('InvocationDoesNotExist', '');
      return {
        Status: command.status,
        StatusDetails: command.status,
        StandardErrorContent: command.stderr.slice(0, STDERR_CHARACTERS),
      };
    },
    ...more,
  };
  const server = await loopback(({ headers, body }) => {
    const type = 'application/x-amz-json-1.1';
    try {
      const action = String(headers['x-amz-target']).replace('AmazonSSM.', '');
      const refused = refuse?.(action);
      if (refused) throw refusal(refused, 'refused');
      const handle = actions[action];
      if (!handle) throw refusal('InvalidAction', `the fake has no ${action}`);
      return { status: 200, type, body: JSON.stringify(handle(JSON.parse(body))) };
    } catch (error) {
      const { name, message } = error as Error;
      return { status: 400, type, body: JSON.stringify({ __type: name, message }) };
    }
  });
  return { url: server.url, commands, close: () => server.close() };
}

async function carryOut(command: SentCommand, machine: Machine): Promise<void> {
  const child = machine.run(command.script);
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.stdout?.resume();
  const stderr = child.stderr ? await text(child.stderr) : '';
  const exit = await code;
  endGroup(child.pid);
  // A killed machine says nothing any more: to SSM its command goes on.
  if (exit === null) return;
  command.stderr = exit === 0 ? stderr : `${stderr}failed to run commands: exit status ${exit}\n`;
  command.status = exit === 0 ? 'Success' : 'Failed';
}

/** Stricter than SSM, which ends a command's process group when it is cancelled or its time is up: a server must have left it. */
function endGroup(id: number | undefined): void {
  try {
    if (id !== undefined) process.kill(-id, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

function refusal(name: string, message: string): Error {
  const refused = new Error(message);
  refused.name = name;
  return refused;
}
