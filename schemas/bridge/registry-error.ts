/** An outage or a refusal by the registry: never a record's fault. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
}
