import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Role } from '../../../agent/role.ts';

const server: Role = {
  kind: 'server',
  async serve({ ready, stopped }) {
    const answering = createServer((socket) => {
      socket.on('data', (data) => {
        const wait = Number(/^(\d+)ms/.exec(data.toString('latin1'))?.[1]);
        setTimeout(() => socket.write('.'), wait);
      });
      socket.on('error', () => socket.destroy());
    });
    answering.listen(0, '127.0.0.1');
    await once(answering, 'listening');
    const address = answering.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    ready({ echo: `127.0.0.1:${address.port}` });
    if (!stopped.aborted) await once(stopped, 'abort');
    answering.close();
  },
};

const client: Role = {
  kind: 'client',
  async *measure(station, block) {
    const [host, port] = (station.order.peers.server?.echo ?? '').split(':');
    const socket = connect({ host: host ?? '', port: Number(port), noDelay: true });
    await once(socket, 'connect');
    const message = `${block.axes.wait} `.padEnd(Number(block.axes.payload), 'x');
    for (let seq = 0; seq < block.warmups + block.timed; seq++) {
      const at = station.clock.epoch();
      const start = station.clock.now();
      socket.write(message);
      await once(socket, 'data');
      const roundTrip = station.clock.now() - start;
      station.measured(seq < block.warmups ? 'warmup' : 'timed', roundTrip);
      yield { ...station.head(seq, seq < block.warmups ? 'warmup' : 'timed', at, null), roundTrip };
    }
    socket.destroy();
  },
};

export const echo: Readonly<Record<string, Role>> = { server, client };
