import { request } from 'node:http';
import type { Emulator } from '../emulator/emulator.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/**
 * What a reader's browser gets for an address of the site. The emulator serves every site on its own port and tells them apart by the
 * Host header; that it was reached by https is said in a header, as a load balancer would.
 */
export function view(emulator: Emulator, address: string, method = 'GET'): Promise<Answer> {
  const { host, pathname, search } = new URL(address);
  const { hostname, port } = new URL(emulator.endpoint);
  const headers = { host, 'x-forwarded-proto': 'https' };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: pathname + search, method, headers, timeout: 30_000 }, (answer) => {
      answer.setEncoding('utf8');
      let text = '';
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    sent.on('error', reject);
    sent.end();
  });
}
