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

/** Is ignored. Its key comes again and again. */
export interface Filler {
  readonly text: string;
}

// No key: on a compacted topic it is not the id.
const of = <T>(name: string, ...fields: { name: string; type: unknown }[]) =>
  recordType<T>({
    type: 'record',
    name,
    namespace: 'soak.v1',
    fields,
  });
const id = { name: 'id', type: 'string' };

export const Opened = of<Opened>('Opened', id);
export const Counted = of<Counted>(
  'Counted',
  id,
  { name: 'n', type: 'int' },
  { name: 'ask', type: { type: 'enum', name: 'Ask', symbols: ['add', 'renew', 'end'] } },
);

export const Filler = of<Filler>('Filler', { name: 'text', type: 'string' });

export const TOPIC = 'soak.events';
/** Compacted. Each key is used once, except those of fillers, so that no other record is compacted away. */
export const COMPACTED = 'soak.compacted';
/** A header that says of a record that it is for no workflow. */
export const NOT_FOR_WORKFLOWS = 'soak';
export const TASK_QUEUE = 'soak';
export const PARTITIONS = 4;
export const workflowIdOf = (id: string): string => `soak-${id}`;
