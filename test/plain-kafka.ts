import { Kafka, logLevel } from 'kafkajs';
import { loadConfig } from '../infra/settings/config.ts';

/** Kafka as anybody's program sees it: kafkajs as it comes, without the bridge's patches and ports. */
export const plainKafka = (brokers = loadConfig().kafka.brokers): Kafka =>
  new Kafka({ brokers, logLevel: logLevel.NOTHING });
