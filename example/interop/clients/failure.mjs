// Failure is an error of a procedure, with its URI, args and kwargs.
export class Failure extends Error {
  constructor(uri, args = [], kwargs = {}) {
    super(`${uri} ${JSON.stringify(args)} ${JSON.stringify(kwargs)}`);
    Object.assign(this, { uri, args, kwargs });
  }
}
