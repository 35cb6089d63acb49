import type { Random } from '../../../../lib/domain/random.ts';

/** Standard normal numbers by Box and Muller's transform. */
export function normals(random: Random): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** A run as it happens: every spread is a standard deviation of logarithms, so 0.1 is about 10 %. */
export interface World {
  readonly rounds: number;
  /** Timed requests of one cell in one round. */
  readonly perRound: number;
  /** What a round does to all cells at once: the hour, the network, the host. */
  readonly shared: number;
  /** Correlation of what neighbouring rounds do to all cells: 0 forgets, near 1 a slow day stays slow. */
  readonly memory: number;
  /** What a round does to one cell alone. */
  readonly own: number;
  /** From the first round to the last, all cells. */
  readonly drift: number;
  /** Lognormal scatter of single requests: at 0.6 one in a hundred takes four times the median. */
  readonly scatter: number;
}

/** Timings of cells whose true medians are the given levels: cell -> round -> request. */
export function simulate(levels: readonly number[], world: World, normal: () => number): number[][][] {
  const cells: number[][][] = levels.map(() => []);
  let weather = normal();
  for (let round = 0; round < world.rounds; round++) {
    if (round > 0) weather = world.memory * weather + Math.sqrt(1 - world.memory ** 2) * normal();
    const common = world.shared * weather + world.drift * (round / (world.rounds - 1) - 0.5);
    cells.forEach((cell, i) => {
      const middle = Math.log(levels[i] as number) + common + world.own * normal();
      cell.push(Array.from({ length: world.perRound }, () => Math.exp(middle + world.scatter * normal())));
    });
  }
  return cells;
}

/** What failures leave of a run: each request is lost with one probability and each round of a cell with another, one request of a round stays. */
export function thinned(
  cells: readonly number[][][],
  lost: { readonly requests: number; readonly rounds: number },
  random: Random,
) {
  return cells.map((cell) =>
    cell.map((round) => {
      if (random() < lost.rounds) return [];
      const left = round.filter(() => random() >= lost.requests);
      return left.length > 0 ? left : round.slice(0, 1);
    }),
  );
}
