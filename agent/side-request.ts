/** A request beside the measurement: errands, lines, credentials. Never made while the clock runs. */
export interface SideRequest {
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The whole exchange. */
  readonly timeoutMs: number;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * One request on a connection of its own, closed with its answer: no idle socket is left to be closed while the clock runs. Node's
 * `fetch` would cost a small host 10 MB more, and its HTTP modules 8 MB: they are loaded by the first request, which many agents never
 * make. Rejects with the network's error; its message holds no URL.
 */
export async function sideRequest({ method, url, headers = {}, body, timeoutMs }: SideRequest): Promise<Answer> {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  const { text } = await import('node:stream/consumers');
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method, headers: { ...headers, ...length }, agent: false, signal, rejectUnauthorized: true },
      (response) => {
        text(response).then((answer) => resolve({ status: response.statusCode ?? 0, text: answer }), reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
