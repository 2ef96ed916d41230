import type { App } from './app.ts';
import type { Config } from '../settings/config.ts';

/**
 * The consumer group of an app. Its default has the namespace in it: two bridges on one Kafka that work for two
 * namespaces must each get every record. Frozen: the group's offsets are kept under it.
 */
export const groupIdOf = (
  { name }: Pick<App, 'name'>,
  { kafka, temporal }: Pick<Config, 'kafka' | 'temporal'>,
): string => kafka.groupId ?? (temporal.namespace === 'default' ? name : `${name}@${temporal.namespace}`);
