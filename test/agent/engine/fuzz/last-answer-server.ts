import { parentPort, workerData } from 'node:worker_threads';
import { respond, scriptedServer } from '../../scripted-server.ts';

// A server of a thread of its own: it answers while the client's loop stands still. The second answer of a connection is its last.
const seen = new Map<number, number>();
const { url } = await scriptedServer(
  (socket, { connection }) => {
    const nth = (seen.get(connection) ?? 0) + 1;
    seen.set(connection, nth);
    if (nth === 1) socket.write(respond('200 OK'));
    else socket.end(respond('200 OK', '', ['Connection: close']));
  },
  { tls: workerData },
);
parentPort?.postMessage(url);
