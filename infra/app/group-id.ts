import type { App } from './app.ts';
import type { Config } from '../settings/config.ts';

/**
 * The consumer group of an app. The default includes the namespace, because two bridges for two namespaces must each
 * get every record of one Kafka. Frozen: the group's offsets are stored under it.
 */
export const groupIdOf = (
  { name }: Pick<App, 'name'>,
  { kafka, temporal }: Pick<Config, 'kafka' | 'temporal'>,
): string => kafka.groupId ?? (temporal.namespace === 'default' ? name : `${name}@${temporal.namespace}`);
