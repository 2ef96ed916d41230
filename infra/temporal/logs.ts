import { DefaultLogger, type Logger as TemporalLogger } from '@temporalio/worker';
import { pick, type Logger } from '../logger.ts';

/** Writes the logs of Temporal's SDK to the bridge's log. */
export const temporalLogs = (log: Logger): TemporalLogger =>
  new DefaultLogger('INFO', ({ level, message, meta }) => {
    const details = { library: 'temporal', ...pick(meta ?? {}, TEMPORAL_DETAILS) };
    if (level === 'ERROR') log.error(details, message);
    else if (level === 'WARN') log.warn(details, message);
    else log.debug(details, message);
  });

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
