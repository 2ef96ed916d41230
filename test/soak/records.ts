import { recordType } from '../../schemas/bridge/record-type.ts';

/** Starts the workflow that its id names. */
export interface Opened {
  readonly id: string;
}

/** Signals it; a workflow that was never opened is started by its first one. */
export interface Counted {
  readonly id: string;
  /** Counts up within one id. */
  readonly n: number;
  /** `renew` goes on in a new run, `end` ends the workflow. */
  readonly ask: 'add' | 'renew' | 'end';
}

const of = <T>(name: string, ...fields: { name: string; type: unknown }[]) =>
  recordType<T>({
    type: 'record',
    name,
    namespace: 'soak.v1',
    key: 'id',
    fields: [{ name: 'id', type: 'string' }, ...fields],
  });

export const Opened = of<Opened>('Opened');
export const Counted = of<Counted>(
  'Counted',
  { name: 'n', type: 'int' },
  { name: 'ask', type: { type: 'enum', name: 'Ask', symbols: ['add', 'renew', 'end'] } },
);

export const TOPIC = 'soak.events';
export const TASK_QUEUE = 'soak';
export const PARTITIONS = 4;
export const workflowIdOf = (id: string): string => `soak-${id}`;
