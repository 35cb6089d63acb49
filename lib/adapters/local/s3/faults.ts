import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import type { Answer, Body } from './answer.ts';
import type { Fault } from './config.ts';
import { S3Error } from './s3-error.ts';
import { type Pace, type Sent, send } from './send.ts';
import { preciselyAt } from './timing.ts';

const CODE = { 403: 'AccessDenied', 404: 'NoSuchKey', 500: 'InternalError', 503: 'SlowDown' } as const;

/** Says which fault hits a request. Counts requests, so it has to be asked once for each. */
export function faultPicker(faults: readonly Fault[]): (operation: 'get' | 'put' | 'other', key: string) => Fault | undefined {
  const counts = faults.map(() => 0);
  return (operation, key) =>
    faults.find((fault, i) => {
      const hit = fault.operation ? fault.operation === operation : operation !== 'other';
      if (!hit || !key.startsWith(fault.prefix ?? '')) return false;
      counts[i] = (counts[i] as number) + 1;
      return (counts[i] as number) % (fault.every ?? 1) === 0;
    });
}

/** True for faults that keep the request itself from happening: nothing is stored, nothing read. */
export function preventsOperation(fault: Fault): boolean {
  return ['status', 'closeEarly', 'stall', 'garbage'].includes(fault.kind);
}

export function faultError({ status }: Extract<Fault, { kind: 'status' }>): S3Error {
  return new S3Error(CODE[status], 'a fault this stand-in was told to make');
}

/** Sends nothing useful, as a fault that prevents the operation wants it. */
export async function playSilence(response: ServerResponse, kind: Fault['kind'], pace: Pace): Promise<Sent> {
  const { socket } = response;
  if (kind === 'stall') await finished(response).catch(() => {});
  await preciselyAt(pace.dueAt);
  const at = performance.now();
  if (kind === 'garbage') socket?.end('this is not an answer of any protocol\r\n\r\n');
  else socket?.destroy();
  return { firstAt: at, lastAt: at, bytes: 0 };
}

/** Sends an answer with the fault's damage done to it. */
export async function sendFaulty(response: ServerResponse, answer: Answer, pace: Pace, fault: Fault): Promise<Sent> {
  const { body } = answer;
  if (fault.kind === 'truncate') {
    // An empty body has nothing to leave out: it promises one byte that never comes.
    const promised = Math.max(1, body.bytes);
    const bytes = Math.min(fault.bytes ?? Math.floor(promised / 2), promised - 1);
    const sent = await send(response, { ...answer, announcedBytes: promised, body: { ...body, bytes } }, pace, true);
    response.socket?.end();
    return sent;
  }
  if (fault.kind === 'excess') {
    const longer = { ...answer, announcedBytes: body.bytes, body: withExtra(body, fault.bytes ?? 1) };
    const { socket } = response;
    const sent = await send(response, longer, pace);
    socket?.end();
    return { ...sent, bytes: Math.min(sent.bytes, body.bytes) };
  }
  if (fault.kind === 'chunked') {
    return send(response, { ...answer, headers: { ...answer.headers, 'transfer-encoding': 'chunked' } }, pace);
  }
  return send(response, answer, pace);
}

function withExtra(body: Body, extra: number): Body {
  return {
    bytes: body.bytes + extra,
    async read(into, at) {
      const own = Math.max(0, Math.min(into.length, body.bytes - at));
      if (own > 0) await body.read(into.subarray(0, own), at);
      into.fill('!', own);
    },
    close: body.close,
  };
}
