import { createDispatch, temporalBreaker } from '../../../consumers/bridge/dispatch.ts';
import { readDeadLetter, type DeadLetter } from '../../../consumers/bridge/read-dead-letter.ts';
import { decoder } from '../../../consumers/bridge/decode-record.ts';
import { router } from '../../../consumers/bridge/route-record.ts';
import { createCodec } from '../../../schemas/bridge/codec.ts';
import { connectRegistry } from '../../../schemas/bridge/registry.ts';
import { groupIdOf } from '../../app/group-id.ts';
import { createRecordProducer } from '../../kafka/producer.ts';
import { deadLettersTo } from '../../kafka/write-dead-letter.ts';
import { progressLog } from '../../observe/progress-log.ts';
import { connectTemporal } from '../../temporal/client.ts';
import { openProgress } from './progress.ts';
import { createReplay, type ReplayOptions } from './replay.ts';
import { select, type Selection } from './selection.ts';
import type { DlqSession } from './session.ts';

interface Run extends Pick<ReplayOptions, 'dryRun' | 'rate' | 'maxReplays' | 'onReplayed' | 'signal'> {
  readonly selection: Selection;
  /** Maximum number to replay. */
  readonly limit: number;
  /** Continue where the last replay stopped, and save where this one stops. */
  readonly resume: boolean;
}

/** Replays the selected dead letters that are on the topic now; of several copies of one event, the latest. */
export async function runReplay(session: DlqSession, run: Run): Promise<void> {
  const { app, config, log, kafka, clusterId, topic } = session;
  const { routes } = app;
  const { selection, limit, resume, signal, onReplayed } = run;
  const client = await connectTemporal(config.temporal);
  const producer = createRecordProducer(kafka);
  const progress = resume
    ? await openProgress(kafka.groups, `${groupIdOf(app, config)}.replay`, topic)
    : undefined;
  const from = progress?.from ?? new Map<number, bigint>();
  const { onBreaker, onRetry, onUnwritten } = progressLog(log);

  const latest = new Map<string, string>();
  await kafka.readLog({
    topic,
    from,
    signal,
    onRecord(record) {
      // Include those not selected: an older copy must not be replayed instead of a newer one.
      const letter = readDeadLetter(record);
      if (letter) latest.set(nameOf(letter), placeOf(record));
    },
  });

  const codec = createCodec(
    connectRegistry(config.registry),
    routes.map(({ type }) => type),
  );
  let taken = 0;
  const enough = new AbortController();
  const stop = AbortSignal.any([signal, enough.signal]);
  const replay = createReplay({
    ...run,
    decode: decoder({ routes, codec }),
    route: router({ routes, cluster: clusterId }),
    dispatch: createDispatch({
      client: client.workflow,
      temporal: temporalBreaker({ onChange: onBreaker }),
      onRetry,
    }),
    writeDeadLetter: deadLettersTo(producer, onUnwritten),
    onReplayed(replayed) {
      progress?.settle(replayed.letter.at);
      onReplayed(replayed);
    },
  });
  try {
    await kafka.readLog({
      topic,
      from,
      signal: stop,
      async onRecord(record) {
        if (stop.aborted || taken >= limit) return;
        progress?.begin(record);
        const letter = select(record, selection);
        if (!letter || latest.get(nameOf(letter)) !== placeOf(record)) {
          progress?.settle(record);
          return;
        }
        taken += 1;
        await replay.offer(letter);
        if (taken >= limit) enough.abort();
      },
    });
    await replay.idle();
  } finally {
    await progress?.save();
    await Promise.allSettled([producer.close(), client.connection.close()]);
  }
}

/** Several records may share an event id, if a producer sends one event to several workflows. */
const nameOf = ({ eventId, original: { key } }: DeadLetter): string =>
  JSON.stringify([eventId, key?.toString('base64')]);

const placeOf = ({ partition, offset }: { partition: number; offset: bigint }): string =>
  `${partition}/${offset}`;
