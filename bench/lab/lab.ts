import type { Options } from '../options.ts';
import type { Isolation } from './namespace.ts';
import type { PeerKind } from './peers.ts';
import type { Servers } from './servers.ts';

/** What a figure is measured with. */
export interface Lab {
  readonly options: Options;
  readonly isolation: Isolation;
  readonly servers: Servers;
  readonly peers: readonly PeerKind[];
  /** Says in one line what could not be measured, and why. */
  leaveOut(line: string): void;
}

export const kindsOf = ({ peers }: Lab, names: readonly string[]): readonly PeerKind[] =>
  peers.filter(({ name }) => names.includes(name));

/** Fewer where only the running is to be shown. */
export const countOf = ({ options }: Lab, count: number): number => (options.quick ? Math.max(1, Math.ceil(count / 10)) : count);
