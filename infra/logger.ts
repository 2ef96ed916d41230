import { DefaultLogger, type Logger as TemporalLogger } from '@temporalio/worker';
import { logLevel as kafkaLogLevel, type logCreator } from 'kafkajs';
import { pino, type Logger } from 'pino';
import pretty from 'pino-pretty';

export type { Logger };

/** Logs go to stderr: JSON lines, or readable ones on a terminal. */
export function createLogger(level: string): Logger {
  const stream = process.stderr.isTTY
    ? pretty({ destination: 2, ignore: 'pid,hostname', sync: true })
    : pino.destination({ dest: 2, sync: true });
  return pino({ level, base: null }, stream);
}

/** The libraries' logs, in ours. Their messages name topics, groups and hosts; their details stay out. */
export const kafkaLogs =
  (log: Logger): logCreator =>
  () =>
  ({ level, namespace, log: entry }) => {
    const details = { library: 'kafkajs', part: namespace, ...pick(entry, KAFKA_DETAILS) };
    if (level === kafkaLogLevel.ERROR) log.warn(details, entry.message);
    else log.debug(details, entry.message);
  };

export const temporalLogs = (log: Logger): TemporalLogger =>
  new DefaultLogger('INFO', ({ level, message, meta }) => {
    const details = { library: 'temporal', ...pick(meta ?? {}, TEMPORAL_DETAILS) };
    if (level === 'ERROR') log.error(details, message);
    else if (level === 'WARN') log.warn(details, message);
    else log.debug(details, message);
  });

const KAFKA_DETAILS = ['groupId', 'broker', 'error'];

const TEMPORAL_DETAILS = [
  'workflowId',
  'workflowType',
  'activityType',
  'attempt',
  'taskQueue',
  'error',
  'step',
  'reason',
];

const pick = (from: object, names: readonly string[]) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
