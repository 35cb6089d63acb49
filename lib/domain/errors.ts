/** An error whose name is part of the protocol: state machine, page and command line branch on it. */
export class NamedError extends Error {
  constructor(name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

/** The user gave something that cannot be used. The message says what, and what to do. Exit code 2. */
export class BadInput extends NamedError {
  constructor(message: string, options?: ErrorOptions) {
    super('BadInput', message, options);
  }
}

/** A store cannot be used in this run: its own cells fail, the run goes on. */
export class StoreFailed extends NamedError {
  constructor(message: string, options?: ErrorOptions) {
    super('StoreFailed', message, options);
  }
}

/** A host died or never became ready: its lane fails, the run goes on. */
export class HostLost extends NamedError {
  constructor(message: string, options?: ErrorOptions) {
    super('HostLost', message, options);
  }
}

/** The one line of an unknown error that a person can use. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.split('\n')[0]?.trim() ?? 'unknown error';
}
