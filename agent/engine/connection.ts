import { connect as connectPlain, type OnReadOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { NamedError } from '../../lib/domain/errors.ts';
import { now } from './clock.ts';
import { socketFault } from './faults.ts';
import { isAddress, type Origin } from './origin.ts';
import { secureContext } from './trust.ts';
import { writeBytes } from './upload.ts';

/** What a connection hands its bytes and its end to while a request is on it. */
export interface Receiver {
  data(chunk: Buffer, bytes: number): void;
  ended(): void;
  failed(error: NamedError): void;
}

// Reads are consumed within the callback they arrive in, so all connections of the process share one buffer of each kind.
const PLAIN_READ_BYTES = 1024 * 1024;
const TLS_READ_BYTES = 256 * 1024;
let plainBuffer: Buffer | undefined;
let tlsBuffer: Buffer | undefined;
/** One for all: errors collect a stack, which every connection of a fresh cell would do for nothing. */
const CLOSED = new NamedError('Closed', 'closed by the agent');

/** One TCP or TLS connection to a resolved address, with the stamps of its making. */
export class Connection {
  /** Milliseconds of `now`: the connect call, the TCP connection, the finished handshake (plain: the same as connected). */
  dialled = 0;
  connected = 0;
  secured = 0;
  /** Whether its TLS session was one of before. No session is ever offered, so that every handshake is a full one: this is the proof. */
  resumed = false;
  /** Set once nothing can be sent on it any more. */
  fault: NamedError | undefined;
  receiver: Receiver | undefined;
  readonly address: string;
  readonly socket: Socket;
  readonly secure: boolean;
  readonly writeBytes: number;

  /** One of `streams` connections that work together. Calls `ready` in the tick in which it may be written to, or `receiver.failed`. */
  constructor(origin: Origin, address: string, streams: number, receiver: Receiver, ready: () => void) {
    this.address = address;
    this.secure = origin.secure;
    this.writeBytes = writeBytes(origin.secure, streams);
    this.receiver = receiver;
    this.socket = origin.secure ? this.#tls(origin, ready) : this.#plain(origin, ready);
    this.socket.setNoDelay(true);
    // Constructing a socket takes up to 0.3 ms with TLS; the clock starts with the connect call itself.
    this.socket.once('connectionAttempt', () => {
      this.dialled = now();
    });
    this.socket.on('error', (error) => this.#fail(socketFault(error, this.secured === 0)));
    this.socket.on('end', () => this.#end());
    this.socket.on('close', () => {
      if (!this.fault || this.receiver) this.#fail(new NamedError('Reset', 'the connection was closed'));
    });
  }

  get open(): boolean {
    return this.secured > 0 && this.fault === undefined;
  }

  destroy(): void {
    this.receiver = undefined;
    this.fault ??= CLOSED;
    this.socket.destroy();
  }

  #plain(origin: Origin, ready: () => void): Socket {
    plainBuffer ??= Buffer.allocUnsafeSlow(PLAIN_READ_BYTES);
    const socket = connectPlain({ host: this.address, port: origin.port, noDelay: true, onread: this.#onread(plainBuffer) });
    return socket.once('connect', () => {
      this.connected = now();
      this.secured = this.connected;
      ready();
    });
  }

  #tls(origin: Origin, ready: () => void): Socket {
    tlsBuffer ??= Buffer.allocUnsafeSlow(TLS_READ_BYTES);
    // `onread` is documented for tls.connect and missing in its types.
    const options: ConnectionOptions & { readonly onread: OnReadOpts } = {
      host: this.address,
      port: origin.port,
      secureContext: secureContext(origin.certificate),
      // Said aloud: left out, NODE_TLS_REJECT_UNAUTHORIZED=0 in the user's environment would switch verification off.
      rejectUnauthorized: true,
      ALPNProtocols: ['http/1.1'],
      // A name for SNI and for the certificate; an address is checked against the certificate as `host`.
      ...(isAddress(origin.hostname) ? {} : { servername: origin.hostname }),
      onread: this.#onread(tlsBuffer),
    };
    const socket = connectTls(options);
    socket.once('connect', () => {
      this.connected = now();
    });
    return socket.once('secureConnect', () => {
      this.secured = now();
      ready();
      // The request is on its way: asking costs it nothing.
      this.resumed = socket.isSessionReused();
    });
  }

  #onread(buffer: Buffer): { buffer: Buffer; callback: (bytes: number) => boolean } {
    return {
      buffer,
      callback: (bytes) => {
        if (this.receiver) this.receiver.data(buffer, bytes);
        else this.#fail(new NamedError('ExcessData', 'bytes arrived that no request had asked for'));
        return true;
      },
    };
  }

  #end(): void {
    const { receiver } = this;
    this.fault ??= new NamedError('EndedEarly', 'the server closed the connection');
    receiver?.ended();
  }

  #fail(error: NamedError): void {
    const { receiver } = this;
    this.fault ??= error;
    this.socket.destroy();
    this.receiver = undefined;
    receiver?.failed(error);
  }
}
