import { CONTRACT } from '../schemas/contract.ts';
import { RegistryError, type Registry } from '../schemas/registry.ts';
import { UserError } from './user-error.ts';

/** Makes sure that the registry holds every schema of these topics; throws a `UserError` where it does not take one. */
export async function registerSchemas(registry: Registry, topics: readonly string[]): Promise<void> {
  try {
    await Promise.all(
      topics.flatMap((topic) => (CONTRACT[topic] ?? []).map((type) => registry.register(topic, type))),
    );
  } catch (error) {
    if (error instanceof RegistryError) throw new UserError(`${error.message}; see KTB_REGISTRY_URL`);
    throw error;
  }
}
