/** An outage or a refusal by the registry: not caused by a record. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  /** The HTTP status of a refusal, such as 401 for a login that is not accepted; undefined if no usable answer came. */
  readonly status: number | undefined;
  constructor(message: string, { status, ...options }: ErrorOptions & { readonly status?: number } = {}) {
    super(message, options);
    this.status = status;
  }
}
