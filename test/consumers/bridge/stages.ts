import { ignore, type Command } from '../../../consumers/bridge/command.ts';
import { identify } from '../../../consumers/bridge/event-identity.ts';
import type { InboundRecord } from '../../../consumers/bridge/inbound-record.ts';
import type { PartitionParts } from '../../../consumers/bridge/partition.ts';
import { recordType } from '../../../schemas/bridge/record-type.ts';

interface Work {
  /** Decodes and routes a record. Default: to nothing. */
  readonly decode?: (record: InboundRecord) => Promise<Command>;
  /** Takes the place of the call to Temporal. Default: nothing. */
  readonly dispatch?: (record: InboundRecord, abort: AbortSignal) => Promise<void>;
}

const Any = recordType({ type: 'record', name: 'Any', namespace: 'test.v1', fields: [] });
const naming = { cluster: 'c', incarnation: 1, trustCloudEventIds: false };

/** The stages of a partition whose records say nothing by themselves. */
export function stages({ decode = async () => ignore('test'), dispatch }: Work = {}): PartitionParts {
  const records = new Map<bigint, InboundRecord>();
  return {
    decode: async (record) => ({ kind: 'decoded', type: Any, value: await decode(record) }),
    route(record, decoded) {
      records.set(record.offset, record);
      const todo = decoded.kind === 'decoded' ? (decoded.value as Command) : decoded;
      const policies = { late: 'dead-letter', conflict: 'dead-letter' } as const;
      return { record, identity: identify(record, naming), route: 'r', todo, policies };
    },
    async dispatch(_, { offset }, abort) {
      await dispatch?.(records.get(offset)!, abort);
      return { kind: 'delivered' };
    },
    settle: async () => undefined,
  };
}
