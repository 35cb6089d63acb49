import { type Cell, cellId } from '../../../lib/domain/cell.ts';
import type { ScenarioPlan } from '../../../lib/domain/scenario.ts';

/**
 * A scenario that only the tests have: a server role answers lines over TCP, a client times the answers. Its axes are its own, it
 * uses no store, and nothing outside this folder knows it.
 */
export const echoPlan: ScenarioPlan = {
  id: 'echo',
  title: 'Echo',
  axes: [
    { name: 'wait', title: 'Server waits' },
    { name: 'payload', title: 'Payload', unit: 'bytes' },
  ],
  compares: ['wait'],
  metrics: [
    { name: 'roundTrip', title: 'Round trip', unit: 'ms', better: 'lower' },
    {
      name: 'rate',
      title: 'Answers',
      unit: '1/s',
      better: 'higher',
      derive: ({ roundTrip }) => (typeof roundTrip === 'number' ? 1000 / roundTrip : undefined),
    },
  ],
  views: [
    { kind: 'ranking', title: 'Which wait is answered first', metric: 'roundTrip', compare: 'wait' },
    { kind: 'heatmap', title: 'Round trips', metric: 'roundTrip', x: 'payload', y: 'wait', where: {} },
    { kind: 'curves', title: 'Round trip by payload', metric: 'roundTrip', x: 'payload', series: 'wait', where: {} },
    { kind: 'table', title: 'All round trips', metric: 'roundTrip', rows: ['wait', 'payload'] },
  ],
  expand: ({ sizes }) =>
    ['2ms', '6ms', 'never'].flatMap((wait) =>
      sizes.map((payload): Cell => {
        const axes = { wait, payload };
        return {
          id: cellId('echo', axes, (_, value) => String(value)),
          scenario: 'echo',
          axes,
          ...(wait === 'never' && { impossible: 'an echo that never comes cannot be timed' }),
        };
      }),
    ),
  crew: () => [
    { role: 'server', host: 'echo-server', serves: true },
    { role: 'client', host: 'echo-client', serves: false },
  ],
  phase: () => 'small',
  block: () => ({ warmups: 1, timed: 4 }),
  requests: () => [],
  objects: () => [],
  usage: () => ({ seconds: 0.05, bytesUp: 0, bytesDown: 0, gets: 0, puts: 0, readUnits: 0, writeUnits: 0 }),
};
