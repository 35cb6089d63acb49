// node:http and node:https with a keep-alive agent: what most Node programs use.

import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import type { Command } from '../../protocol.ts';
import { servePeer, type Timing } from '../serve.ts';

const BLOCK = Buffer.alloc(1024 * 1024);
const agents = new Map<string, http.Agent>();

function agentOf({ url, ca, connection, streams }: Command): http.Agent {
  const id = `${new URL(url).origin} ${connection} ${streams}`;
  const options = { keepAlive: connection === 'reused', maxSockets: streams };
  const made = () => (url.startsWith('https:') ? new https.Agent({ ...options, ca: readFileSync(ca) }) : new http.Agent(options));
  const agent = agents.get(id) ?? made();
  agents.set(id, agent);
  return agent;
}

function send(command: Command): Promise<Timing> {
  const { url, method, bytes } = command;
  const agent = agentOf(command);
  const { request } = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    let ttfbUs = 0;
    let got = 0;
    const headers = method === 'PUT' ? { 'Content-Length': bytes } : {};
    const start = performance.now();
    const sent = request(url, { agent, method, headers }, (response) => {
      ttfbUs = (performance.now() - start) * 1000;
      response.on('data', (chunk: Buffer) => {
        got += chunk.length;
      });
      response.on('end', () => {
        const totalUs = (performance.now() - start) * 1000;
        if (response.statusCode === 200 && got === (method === 'PUT' ? 0 : bytes)) resolve({ ttfbUs, totalUs });
        else reject(new Error(`status ${response.statusCode}, ${got} bytes`));
      });
    }).on('error', reject);
    if (method === 'PUT') write(sent, bytes);
    else sent.end();
  });
}

function write(sent: http.ClientRequest, bytes: number): void {
  let left = bytes;
  const next = (): void => {
    while (left > 0) {
      const piece = BLOCK.subarray(0, Math.min(left, BLOCK.length));
      left -= piece.length;
      if (!sent.write(piece)) return void sent.once('drain', next);
    }
    sent.end();
  };
  next();
}

servePeer(
  async (command) => {
    await send({ ...command, method: 'GET', url: command.open ?? command.url, bytes: 1 });
  },
  (command) => {
    if (command.streams !== 1 || command.method === 'POST') throw new Error('one stream of GET or PUT only');
    return send(command);
  },
);
