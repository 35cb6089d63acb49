import type { Post } from '../../../domain/order.ts';
import type { Records } from '../../../pipeline/ports.ts';

/** Ids of the SSM commands that were sent to one member: each is sent once. */
export interface SentCommands {
  /** What SSM calls a machine that only got its name there by registering. */
  readonly node?: string;
  readonly setup?: string;
  /** The last order. */
  readonly order?: { readonly round: number; readonly id: string };
}

export interface CommandLog {
  read(): Promise<SentCommands>;
  write(sent: SentCommands): Promise<void>;
}

export function commandLog(records: Records, { lane, role }: Pick<Post, 'lane' | 'role'>): CommandLog {
  const key = `hosts/${lane}.${role}.json`;
  return {
    read: async () => JSON.parse((await records.read(key)) ?? '{}') as SentCommands,
    write: (sent) => records.write(key, JSON.stringify(sent)),
  };
}
