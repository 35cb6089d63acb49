import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as a service of AWS sees it: which operation, where, with what. */
export interface Call {
  readonly service: string;
  readonly region: string;
  /** The operation of JSON and Query protocols; empty for REST. */
  readonly action: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The members of a JSON body. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The parameters of a Query body. */
  readonly parameters: URLSearchParams;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Service = (call: Call) => Answer | Promise<Answer>;

export interface FakeAccount {
  readonly url: string;
  /** `service.Action` of every call so far, REST calls as `service METHOD path`. */
  readonly calls: string[];
  close(): Promise<void>;
}

/** All services of an account behind one address, told apart by the scope of their signatures, as AWS_ENDPOINT_URL needs it. */
export async function fakeAccount(services: Readonly<Record<string, Service>>): Promise<FakeAccount> {
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const [, region = '', service = ''] =
      /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const url = new URL(request.url ?? '/', 'http://loopback');
    const form = /x-www-form-urlencoded/.test(request.headers['content-type'] ?? '');
    const parameters = new URLSearchParams(form ? body : '');
    const action =
      String(request.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) ||
      (parameters.get('Action') ?? '');
    const method = request.method ?? 'GET';
    calls.push(action ? `${service}.${action}` : `${service} ${method} ${url.pathname}`);
    const call = { service, region, action, method, path: url.pathname, query: url.searchParams, parameters };
    const handler = services[service];
    const answer = handler
      ? await Promise.resolve(handler({ ...call, input: form || !body ? {} : JSON.parse(body) })).catch((error) =>
          refused(400, 'FakeFailed', String(error)),
        )
      : refused(400, 'UnknownService', service);
    response.writeHead(answer.status, { 'content-type': answer.type, ...answer.headers }).end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export const json = (value: unknown): Answer => ({
  status: 200,
  type: 'application/x-amz-json-1.1',
  body: JSON.stringify(value),
});

export const xml = (body: string): Answer => ({ status: 200, type: 'text/xml', body });

/** An error of a JSON protocol. */
export const refused = (status: number, name: string, message = name): Answer => ({
  status,
  type: 'application/x-amz-json-1.1',
  body: JSON.stringify({ __type: name, message, Message: message }),
});

/** An error of the Query protocol. */
export const refusedXml = (status: number, name: string, message = name): Answer => ({
  status,
  type: 'text/xml',
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
});
