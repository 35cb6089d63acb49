import { GetCommandInvocationCommand, SendCommandCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { failureName } from '../../stores/store-failure.ts';

/** How long SSM tries to hand a command to the instance, seconds; its own least is 30. */
const DELIVERY_SECONDS = 120;
/** Of an instance's complaints, as much as one line of a page bears. */
const COMPLAINT_LINES = 3;
const COMPLAINT_CHARACTERS = 300;

export interface CommandRequest {
  readonly instance: string;
  readonly script: string;
  /** SSM ends the script after this. */
  readonly seconds: number;
  /** Shown in the console. */
  readonly comment: string;
}

/** Runs a script on an instance through SSM; returns the command's id. SSM has no client token: a second call runs it twice. */
export async function sendCommand(ssm: SSMClient, request: CommandRequest): Promise<string> {
  const { Command } = await ssm.send(
    new SendCommandCommand({
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: [request.instance],
      Parameters: { commands: [request.script], executionTimeout: [String(request.seconds)] },
      TimeoutSeconds: DELIVERY_SECONDS,
      Comment: request.comment.slice(0, 100),
    }),
  );
  return Command?.CommandId ?? '';
}

export type CommandState =
  | { readonly state: 'running' | 'succeeded' }
  | { readonly state: 'failed' /** One line, without addresses. */; readonly reason: string };

/** What has become of a command. */
export async function commandState(ssm: SSMClient, instance: string, id: string): Promise<CommandState> {
  try {
    const answer = await ssm.send(new GetCommandInvocationCommand({ CommandId: id, InstanceId: instance }));
    const { Status = 'Pending', StatusDetails, StandardErrorContent = '' } = answer;
    if (Status === 'Success') return { state: 'succeeded' };
    if (!['Failed', 'TimedOut', 'Cancelled'].includes(Status)) return { state: 'running' };
    const complaint = lastLines(StandardErrorContent);
    return { state: 'failed', reason: `${StatusDetails || Status}${complaint ? `: ${complaint}` : ''}` };
  } catch (error) {
    // For a moment after SendCommand its invocation is not there yet.
    if (failureName(error) === 'InvocationDoesNotExist') return { state: 'running' };
    throw error;
  }
}

function lastLines(text: string): string {
  return (
    text
      .split('\n')
      .map((line) => line.trim())
      // SSM's agent adds its own last line, which says less than the exit code it repeats.
      .filter((line) => line !== '' && !/^failed to run commands: exit status \d+$/.test(line))
      .slice(-COMPLAINT_LINES)
      .join('; ')
      // An address may be presigned.
      .replaceAll(/\bhttps?:\/\/\S+/g, '<address>')
      .slice(-COMPLAINT_CHARACTERS)
  );
}
