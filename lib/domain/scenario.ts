import type { Axes, AxisValue, Cell, Phase } from './cell.ts';
import type { Sample } from './sample.ts';

export interface Axis {
  readonly name: string;
  readonly title: string;
  /** How its values are printed; plain when absent. */
  readonly unit?: 'bytes';
}

export interface Metric {
  readonly name: string;
  readonly title: string;
  readonly unit: 'ms' | 'B/s' | 'B' | '1/s';
  readonly better: 'lower' | 'higher';
  /** For metrics that are computed from a sample's other fields; otherwise the field of the same name is read. */
  readonly derive?: (sample: Sample) => number | undefined;
}

/** A view of the page. The kinds are a closed set, so that the page needs no code of any scenario. */
export type View =
  | {
      readonly kind: 'ranking';
      readonly title: string;
      readonly metric: string;
      readonly compare: string;
      /** Only cells with these values; all of them when absent. Nothing else is compared in this metric. */
      readonly where?: Axes;
    }
  /** Numbers of every cell. The first of a scenario says which metric the table of every test shows at first. */
  // Puts its metric into the one table of every test; the title is for readers of run.json.
  | { readonly kind: 'table'; readonly title: string; readonly metric: string; readonly rows: readonly string[] }
  | {
      readonly kind: 'heatmap';
      readonly title: string;
      readonly metric: string;
      readonly x: string;
      readonly y: string;
      readonly where: Axes;
    }
  | {
      /** The page's first picture: a table of one compared axis against another, the rest chosen by the reader. */
      readonly kind: 'matrix';
      readonly title: string;
      readonly metric: string;
      /** Columns: what is compared. Rows: another axis; where it has one value, the next that varies takes its place. */
      readonly x: string;
      readonly y: string;
      /** What is chosen at first; a value that was not measured gives way to one that was. */
      readonly where: Axes;
    }
  | {
      readonly kind: 'curves';
      readonly title: string;
      readonly metric: string;
      readonly x: string;
      readonly series: string;
      readonly where: Axes;
    }
  | {
      /** What a time is made of, for a few values of one axis. */
      readonly kind: 'phases';
      readonly title: string;
      /** The whole, and the metrics that follow each other in it. */
      readonly metric: string;
      readonly parts: readonly string[];
      /** A metric that is in no sum and stands beside it. */
      readonly beside?: string;
      readonly x: string;
      /** Values of `x` to show; one that was not measured gives way to the nearest that was. */
      readonly at: readonly AxisValue[];
      readonly series: string;
      readonly where: Axes;
      /** A part that is the way to the other end, a part that holds one such way and the service, and the axis of places. */
      readonly distance?: { readonly way: string; readonly answer: string; readonly by: string };
    };

export interface Member {
  readonly role: string;
  readonly host: string;
  readonly serves: boolean;
}

/** An operation of a block that some store has to turn into an exchange. Keys are relative to the run's own container. */
export interface StoreRequest {
  readonly operation: 'get' | 'put';
  readonly key: string;
  readonly bytes: number;
  readonly offset: number;
  readonly streams: number;
}

/** An object that has to exist before the first round. */
export interface PreparedObject {
  readonly store: string;
  /** As in Cell: which region of the store holds it. */
  readonly place?: string;
  readonly key: string;
  readonly bytes: number;
  readonly offset: number;
}

/** What one block of a cell uses: the basis of time and cost. */
export interface Usage {
  readonly seconds: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly gets: number;
  readonly puts: number;
  /** DynamoDB request units. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** What a run was asked to measure: a preset after flags and the config file. */
export interface Selection {
  readonly scenario: string;
  readonly stores: readonly string[];
  readonly hosts: readonly string[];
  /** Site pairs of the catalog; the local machine is the pair `local`. */
  readonly pairs: readonly string[];
  readonly sizes: readonly number[];
  readonly operations: readonly ('get' | 'put')[];
  /** Operations of bulk cells where they differ: uploads of large objects are what costs. */
  readonly bulkOperations?: readonly ('get' | 'put')[];
  /** Largest object that is written to a store which composes it of items; absent is no limit. */
  readonly compositePutBytes?: number;
  readonly connections: readonly ('fresh' | 'reused')[];
  readonly streams: readonly number[];
  readonly rounds: number;
  readonly maxSeconds?: number;
  readonly seed: number;
  /** Hosts of each type at a site; absent is 1. With 2 or more the page may compare hosts with each other. */
  readonly instances?: number;
  /** Hosts that this account or region cannot launch today: their substitutes are measured in their place. */
  readonly unavailable?: readonly Unavailable[];
}

/** A host that cannot be launched at a site, and why. */
export interface Unavailable {
  readonly host: string;
  readonly site: string;
  readonly when: 'free-plan' | 'not-offered' | 'no-stock';
  /** The provider's own answer in one clause, where `when` does not say it all. */
  readonly said?: string;
}

/** The pure third of a scenario: its axes and what they mean for time, money and page. */
export interface ScenarioPlan {
  readonly id: string;
  readonly title: string;
  readonly axes: readonly Axis[];
  /** Axes whose values are ranked against each other while all others are equal. */
  readonly compares: readonly string[];
  readonly metrics: readonly Metric[];
  readonly views: readonly View[];
  /** Sentences of the page's method section that only this scenario needs. */
  readonly method?: readonly string[];
  expand(selection: Selection): readonly Cell[];
  /** Members in starting order: serving roles first, the client last. Stopped in reverse. */
  crew(cell: Cell): readonly Member[];
  phase(cell: Cell): Phase;
  block(cell: Cell): { readonly warmups: number; readonly timed: number };
  /** The store operations of one block, warm-ups first; empty for a scenario that talks to its own crew. */
  requests(cell: Cell, round: number): readonly StoreRequest[];
  objects(cells: readonly Cell[]): readonly PreparedObject[];
  usage(cell: Cell): Usage;
}

export type { Axes, AxisValue };
