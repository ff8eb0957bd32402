import { isError, listenFailure, printAddress } from './listen.js';

/** Why an app did not start, as one line without the stack. */
export function bootFailure(error: unknown): string {
  return oneLine(reason(error));
}

function reason(error: unknown): string {
  if (!isError(error)) return String(error);
  // Such as a server that reports by an 'error' event, outside of `listenOn`.
  const { address, port, errors } = error as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
    errors?: unknown[];
  };
  const failure = listenFailure(error);
  if (failure && address !== undefined && port !== undefined) {
    return `cannot listen on ${printAddress({ host: address, port })}: ${failure}`;
  }
  // Node's connect to a name with several addresses: an AggregateError without a message.
  if (!error.message && errors) return errors.map(reason).join('; ');
  return error.message || error.name;
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}
