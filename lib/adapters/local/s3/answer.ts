import { close, read } from 'node:fs';

/** Bytes to send, read piece by piece. */
export interface Body {
  readonly bytes: number;
  /** Fills `into` from position `at` of the body. */
  read(into: Buffer, at: number): Promise<void>;
  close(): void;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Body;
  /** What Content-Length says where no body follows: the answer to a HEAD. */
  readonly announcedBytes?: number;
}

export function textBody(text: string): Body {
  const bytes = Buffer.from(text);
  return {
    bytes: bytes.length,
    async read(into, at) {
      bytes.copy(into, 0, at);
    },
    close() {},
  };
}

export const NO_BODY = textBody('');

/** A stretch of an open file; closing the body closes the file. */
export function fileBody(fd: number, start: number, bytes: number): Body {
  return {
    bytes,
    async read(into, at) {
      for (let done = 0; done < into.length; ) {
        const got = await readOnce(fd, into.subarray(done), start + at + done);
        if (got === 0) throw new Error('an object file is shorter than its object');
        done += got;
      }
    },
    close: () => close(fd),
  };
}

function readOnce(fd: number, into: Buffer, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(fd, into, 0, into.length, position, (error, bytes) => (error ? reject(error) : resolve(bytes)));
  });
}

export function xmlAnswer(status: number, xml: string): Answer {
  return { status, headers: { 'content-type': 'application/xml' }, body: textBody(xml) };
}

export function emptyAnswer(status: number, headers: Answer['headers'] = {}): Answer {
  return { status, headers, body: NO_BODY };
}
