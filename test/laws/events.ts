import { recordType } from '../../schemas/bridge/record-type.ts';

/** An event for the workflow that its id names. */
export interface LawEvent {
  readonly id: string;
  readonly n: number;
  readonly ask: 'add' | 'renew' | 'end';
}

export const LawEvent = recordType<LawEvent>({
  type: 'record',
  name: 'LawEvent',
  namespace: 'laws.v1',
  key: 'id',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'n', type: 'int' },
    { name: 'ask', type: { type: 'enum', name: 'Ask', symbols: ['add', 'renew', 'end'] } },
  ],
});
