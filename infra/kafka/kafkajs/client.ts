import './patches.ts';
import { Kafka, logLevel, type KafkaConfig } from 'ktb-kafkajs';
import type { Config } from '../../settings/config.ts';
import type { Logger } from '../../logger.ts';
import { withoutColons } from './broker-address.ts';
import { kafkaLogs } from './logs.ts';

export type ConnectionSettings = Pick<Config['kafka'], 'brokers' | 'ssl' | 'sasl'>;

/** A client of kafkajs, patched. Nothing outside of this folder sees one. */
export const createClient = (
  { brokers, ssl, sasl }: ConnectionSettings,
  log: Logger,
  parts: Pick<KafkaConfig, 'socketFactory'> = {},
): Kafka =>
  new Kafka({
    clientId: 'kafka-temporal-bridge',
    brokers: brokers.map(withoutColons),
    ssl,
    ...(sasl && { sasl: sasl as NonNullable<KafkaConfig['sasl']> }),
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 200, maxRetryTime: 10_000, retries: 5 },
    logLevel: logLevel.WARN,
    logCreator: kafkaLogs(log),
    ...parts,
  });
