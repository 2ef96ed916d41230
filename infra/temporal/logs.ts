import { DefaultLogger, type Logger as TemporalLogger } from '@temporalio/worker';
import { withoutValues } from '../../consumers/bridge/temporal-answers.ts';
import { pick, type Logger } from '../logger.ts';

/** Writes the logs of Temporal's SDK to the bridge's log. */
export const temporalLogs = (log: Logger): TemporalLogger =>
  new DefaultLogger('INFO', ({ level, message, meta }) => {
    const details: Record<string, unknown> = { library: 'temporal', ...pick(meta ?? {}, TEMPORAL_DETAILS) };
    if (typeof details['error'] === 'string') details['error'] = withoutValues(details['error']);
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
