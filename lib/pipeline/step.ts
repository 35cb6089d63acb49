import type { Ports } from './ports.ts';

/** What every state carries: ids only. Everything else is a record, because a state may hold 256 KiB. */
export interface RunState {
  readonly run: string;
}

/** The state of one place that is prepared (`placeOf` of its cells). */
export interface PlaceState extends RunState {
  readonly place: string;
}

/** A lane's state. `round` is the round that is due or under way, counted from 0. */
export interface LaneState extends RunState {
  readonly lane: string;
  readonly round: number;
  /** Put here by the machine's Catch when a step of the lane failed. */
  readonly error?: { readonly Error?: string; readonly Cause?: string };
  /** Put here by its Catch when StopCrew itself failed as often as it is tried. */
  readonly unstopped?: { readonly Error?: string; readonly Cause?: string };
}

export type Step<Input extends RunState, Output> = (ports: Ports, input: Input) => Promise<Output>;
