import { logLevel as kafkaLogLevel, type logCreator } from 'ktb-kafkajs';
import { pick, type Logger } from '../../logger.ts';

/** kafkajs's logs, in ours. Their messages name topics, groups and hosts; their details stay out. */
export const kafkaLogs =
  (log: Logger): logCreator =>
  () =>
  ({ level, namespace, log: entry }) => {
    const details = { library: 'kafkajs', part: namespace, ...pick(entry, KAFKA_DETAILS) };
    if (level === kafkaLogLevel.ERROR) log.warn(details, entry.message);
    else log.debug(details, entry.message);
  };

const KAFKA_DETAILS = ['groupId', 'broker', 'error'];
