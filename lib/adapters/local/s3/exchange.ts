import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, emptyAnswer, xmlAnswer } from './answer.ts';
import { authenticate, type Credentials } from './authenticate.ts';
import { checksumHeader } from './checksums.ts';
import type { Fault } from './config.ts';
import { faultError, playSilence, preventsOperation, sendFaulty } from './faults.ts';
import type { LogLine } from './log.ts';
import type { Call, Service } from './operations/call.ts';
import type { Admit } from './request-limit.ts';
import { parseTarget, type Target } from './request-target.ts';
import { type Route, routeOf } from './routes.ts';
import { errorXml, S3Error } from './s3-error.ts';
import { type Sent, send } from './send.ts';
import { pacedUpload, type Upload } from './upload.ts';

/** What a server does to every request. */
export interface Treatment extends Service, Credentials {
  /** Draw the delay of the next data request, milliseconds, and the rate of its body, bytes/s; 0 = as fast as this machine allows. */
  readonly nextDelayMs: () => number;
  readonly nextBytesPerSecond: () => number;
  readonly refuseChecksums: boolean;
  readonly admit: Admit;
  readonly pickFault: (operation: Route['kind'], key: string) => Fault | undefined;
  readonly log: (line: LogLine) => void;
  /** Errors that are not of the protocol: a full disk, a bug. */
  readonly onError: (error: unknown) => void;
}

/** What is known of a request so far; an error may leave the rest as it is. */
interface Progress {
  target: Target;
  route?: Route;
  fault?: Fault | undefined;
  /** Drawn for it, milliseconds and bytes/s. */
  delayMs: number;
  bytesPerSecond: number;
  upload: Upload;
  call?: Call;
  error?: S3Error;
  /** False while a client that sent Expect: 100-continue has not been told to go on. */
  bodyWanted: boolean;
}

/** One request from its head to its last byte. Never rejects: what goes wrong is answered, logged, or both. */
export async function exchange(request: IncomingMessage, response: ServerResponse, treatment: Treatment): Promise<void> {
  const headAt = performance.now();
  const at = Date.now();
  const id = randomBytes(8).toString('hex').toUpperCase();
  const progress: Progress = {
    target: { path: '/', bucket: '', key: '', query: new Map() },
    delayMs: 0,
    bytesPerSecond: 0,
    upload: { chunks: emptyBody, receivedAt: () => headAt },
    bodyWanted: request.headers.expect === undefined,
  };
  response.on('error', () => {}); // a client that left: send sees it, and the log says it

  let answer: Answer;
  try {
    answer = await perform(request, response, treatment, progress, headAt);
  } catch (thrown) {
    progress.error = thrown instanceof S3Error ? thrown : internalError(thrown, request, treatment);
    answer = errorAnswer(progress.error, request.method, progress.target, id);
    request.resume(); // what is left of the body goes nowhere, and the connection stays usable
  }
  const receivedAt = progress.upload.receivedAt();
  const sent = await deliver(response, answer, id, progress).catch((error: unknown) => {
    treatment.onError(error);
    response.destroy();
    return { firstAt: receivedAt, lastAt: receivedAt, bytes: 0 };
  });
  const { route, fault, error, target, call } = progress;
  treatment.log({
    request: id,
    operation: route?.kind ?? 'other',
    name: route?.name ?? 'Unknown',
    bucket: target.bucket,
    key: target.key,
    status: answer.status,
    bytes: route?.kind === 'put' ? (call?.stored ?? 0) : sent.bytes,
    wantedDelayMs: progress.delayMs,
    delayMs: sent.firstAt - receivedAt,
    bodyMs: sent.lastAt - sent.firstAt,
    uploadMs: receivedAt - headAt,
    at,
    ...(error ? { error: error.name } : {}),
    ...(fault ? { fault: fault.kind } : {}),
    ...(response.destroyed && !response.writableFinished && !fault ? { aborted: true as const } : {}),
  });
}

/** Does what the request asks for and returns the answer; throws the S3Error to answer with. */
async function perform(
  request: IncomingMessage,
  response: ServerResponse,
  treatment: Treatment,
  progress: Progress,
  headAt: number,
): Promise<Answer> {
  const { method = '' } = request;
  const target = parseTarget(request.url ?? '/', request.headers.host ?? '');
  progress.target = target;
  const sentHeaders = headersOf(request);
  const headers = withUrlHeaders(sentHeaders, target);
  const route = routeOf(method, target, headers);
  progress.route = route;
  if (route.kind !== 'other') {
    progress.delayMs = treatment.nextDelayMs();
    progress.bytesPerSecond = treatment.nextBytesPerSecond();
  }
  const fault = treatment.pickFault(route.kind, target.key);
  progress.fault = fault;
  if (fault?.kind === 'slow') progress.delayMs += fault.delayMs;
  const upload = pacedUpload(request, headAt, progress.bytesPerSecond, () => {
    if (!progress.bodyWanted) response.writeContinue();
    progress.bodyWanted = true;
  });
  progress.upload = upload;
  const signed = { method, path: target.path, query: target.query, headers: sentHeaders };
  const auth = authenticate(signed, treatment, Date.now());
  const takeBody = async () => {
    for await (const _ of upload.chunks()); // a service that refuses takes the whole body first, too
  };
  const checksum = treatment.refuseChecksums ? checksumHeader(headers) : undefined;
  if (checksum !== undefined) {
    await takeBody();
    throw new S3Error('InvalidArgument', `Unsupported header '${checksum}' received for this API call.`);
  }
  if (!treatment.admit(method === 'GET' || method === 'HEAD' ? 'read' : 'write', headAt)) {
    await takeBody();
    throw new S3Error('SlowDown', 'more requests a second than this stand-in was told to take');
  }
  if (fault && preventsOperation(fault)) {
    await takeBody();
    if (fault.kind === 'status') throw faultError(fault);
    return emptyAnswer(0);
  }
  progress.call = { target, headers, upload, auth, stored: 0 };
  return route.operation(progress.call, treatment);
}

function deliver(
  response: ServerResponse,
  answer: Answer,
  id: string,
  { fault, route, upload, delayMs, bytesPerSecond, bodyWanted }: Progress,
): Promise<Sent> {
  const pace = { dueAt: upload.receivedAt() + delayMs, bytesPerSecond: route?.kind === 'get' ? bytesPerSecond : 0 };
  if (fault && answer.status === 0) return playSilence(response, fault.kind, pace);
  const own = { 'x-amz-request-id': id, 'x-amz-id-2': 'stand-in', ...(bodyWanted ? {} : { connection: 'close' }) };
  const named = { ...answer, headers: { ...own, ...answer.headers } };
  return fault ? sendFaulty(response, named, pace, fault) : send(response, named, pace);
}

async function* emptyBody(): AsyncGenerator<Buffer, void, undefined> {}

function headersOf({ headersDistinct }: IncomingMessage): Map<string, string> {
  return new Map(Object.entries(headersDistinct).map(([name, values]) => [name, (values ?? []).join(',')]));
}

/** The `x-amz-` parameters of a presigned URL mean what headers of that name would. */
function withUrlHeaders(sent: ReadonlyMap<string, string>, { query }: Target): Map<string, string> {
  const named = [...query].filter(([name]) => /^x-amz-/i.test(name));
  return new Map([...sent, ...named.map(([name, value]) => [name.toLowerCase(), value] as const)]);
}

function errorAnswer(error: S3Error, method: string | undefined, { path }: Target, id: string): Answer {
  if (method === 'HEAD') return emptyAnswer(error.status);
  const range = error.name === 'InvalidRange' ? { 'content-range': `bytes */${error.details.ActualObjectSize}` } : {};
  const answer = xmlAnswer(error.status, errorXml(error, path, id));
  return { ...answer, headers: { ...answer.headers, ...range } };
}

function internalError(thrown: unknown, request: IncomingMessage, { onError }: Treatment): S3Error {
  if (!request.readableAborted) onError(thrown);
  const full = (thrown as NodeJS.ErrnoException).code === 'ENOSPC';
  return new S3Error('InternalError', full ? 'the disk of this stand-in is full' : 'this stand-in could not do that');
}
