import { deadLetterTopic } from '../../../consumers/bridge/dead-letter.ts';
import type { App } from '../../app/app.ts';
import { configuredApp, type AppOption } from '../app-option.ts';
import type { Config } from '../../settings/config.ts';
import { compactedDeadLetters } from '../../kafka/compacted-dead-letters.ts';
import { connectKafka, inspectClusterOf } from '../../kafka/client.ts';
import type { Kafka } from '../../kafka/kafka.ts';
import { say } from '../../output/print.ts';
import { createLogger, type Logger } from '../../logger.ts';

/** What every command on dead letters needs. */
export interface DlqSession {
  readonly app: App;
  readonly config: Config;
  readonly log: Logger;
  readonly kafka: Kafka;
  readonly clusterId: string;
  /** The dead-letter topic. */
  readonly topic: string;
}

const SUFFIX = deadLetterTopic('');

/** @param name the dead-letter topic, or the one whose dead letters it holds. Throws a `UserError` if it is missing. */
export async function openDlq(name: string, options: AppOption): Promise<DlqSession> {
  const topic = name.endsWith(SUFFIX) ? name : deadLetterTopic(name);
  const { app, config } = await configuredApp(options);
  const log = createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const kafka = connectKafka(config.kafka, log);
  const { clusterId } = await inspectClusterOf(topic, kafka, config.kafka);
  for (const sentence of await compactedDeadLetters(kafka, [topic], log)) say(`ktb: ${sentence}`);
  return { app, config, log, kafka, clusterId, topic };
}
