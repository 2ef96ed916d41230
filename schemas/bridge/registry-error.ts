/** An outage or a refusal by the registry: not caused by a record. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
}
