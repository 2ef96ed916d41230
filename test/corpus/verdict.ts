import type { Command } from '../../consumers/bridge/command.ts';
import { deadLetterOf, type OutboundRecord } from '../../consumers/bridge/dead-letter.ts';
import type { EventIdentity } from '../../consumers/bridge/event-identity.ts';
import type { InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import { decoder } from '../../consumers/bridge/decode-record.ts';
import { router } from '../../consumers/bridge/route-record.ts';
import type { Route } from '../../consumers/bridge/route.ts';
import { checkSize } from '../../consumers/bridge/size-limits.ts';
import type { Codec } from '../../schemas/bridge/codec.ts';
import { isRejected } from '../../schemas/bridge/rejected.ts';

/** What the bridge makes of a record. Held up: a dependency gave no answer, which is nobody's fault here. */
export type Verdict =
  | { readonly kind: 'command'; readonly command: Command; readonly event: EventIdentity }
  | { readonly kind: 'dead-letter'; readonly letter: OutboundRecord }
  | { readonly kind: 'held-up'; readonly cause: unknown };

/** The bridge without Kafka and Temporal: what it would have written to either. */
export async function bridgeAlone(codec: Pick<Codec, 'decode'>, routes: readonly Route[]) {
  const decode = decoder({ routes, codec });
  const routed = router({ routes, cluster: 'corpus' });
  return async (record: InboundRecord): Promise<Verdict> => {
    try {
      const { identity: event, route, todo } = routed(record, await decode(record));
      const command = isRejected(todo) ? todo : (checkSize(todo) ?? todo);
      if (!isRejected(command)) return { kind: 'command', command, event };
      return { kind: 'dead-letter', letter: deadLetterOf(record, event, route, command) };
    } catch (cause) {
      return { kind: 'held-up', cause };
    }
  };
}
