import { startBridge } from '../../consumers/bridge.ts';
import type { Command } from '../../consumers/command.ts';
import type { OutboundRecord } from '../../consumers/dead-letter.ts';
import type { RecordEvent } from '../../consumers/event.ts';
import type { InboundRecord } from '../../consumers/inbound-record.ts';
import type { Route } from '../../consumers/route.ts';
import { checkSize } from '../../consumers/size-limits.ts';
import type { PartitionWorker } from '../../consumers/source.ts';
import type { Codec } from '../../schemas/codec.ts';

/** What the bridge makes of a record. Held up: a dependency gave no answer, which is nobody's fault here. */
export type Verdict =
  | { readonly kind: 'command'; readonly command: Command; readonly event: RecordEvent }
  | { readonly kind: 'dead-letter'; readonly letter: OutboundRecord }
  | { readonly kind: 'held-up'; readonly cause: unknown };

/** The bridge without Kafka and Temporal: what it would have written to either. */
export async function bridgeAlone(codec: Pick<Codec, 'decode'>, routes: readonly Route[]) {
  let verdict: Verdict | undefined;
  let partition: PartitionWorker | undefined;
  await startBridge({
    routes,
    codec,
    cluster: 'corpus',
    source: {
      start: async (open) => void (partition = open({ topic: 'corpus', partition: 0 })),
      stop: async () => ({ drained: true }),
    },
    dispatch: async (command, event) => {
      const oversize = checkSize(command);
      if (oversize) return oversize;
      verdict = { kind: 'command', command, event };
      return command.kind === 'ignored' ? command : { kind: 'delivered' };
    },
    writeDeadLetter: async (letter) => void (verdict = { kind: 'dead-letter', letter }),
    onHeldUp: (_, cause) => (verdict = { kind: 'held-up', cause }),
  });
  return async (record: InboundRecord): Promise<Verdict> => {
    verdict = undefined;
    await partition!.offer(record);
    await partition!.idle();
    return verdict!;
  };
}
