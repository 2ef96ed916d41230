import { createDispatch, temporalBreaker } from '../../../consumers/bridge/dispatch.ts';
import { decoder } from '../../../consumers/bridge/decode-record.ts';
import { router } from '../../../consumers/bridge/route-record.ts';
import { readerOf } from '../../app/app.ts';
import { createCodec } from '../../../schemas/bridge/codec.ts';
import { connectRegistry } from '../../../schemas/bridge/registry.ts';
import { progressLog } from '../../observe/progress-log.ts';
import { connectTemporal } from '../../temporal/client.ts';
import { namespaceRetention } from '../../temporal/retention.ts';
import { marksFor } from './marks.ts';
import { oldOriginals } from './old-originals.ts';
import { createReplay, type ReplayOptions } from './replay.ts';
import { isAnswered, select, type FoundLetter, type Selection } from './selection.ts';
import type { DlqSession } from './session.ts';
import { readStates, stateGroupOf, type State } from './states.ts';
import { createWithhold } from './withhold.ts';
import { openWriter } from './writer.ts';

interface Run extends Pick<
  ReplayOptions,
  'dryRun' | 'rate' | 'maxReplays' | 'mayRepeat' | 'onReplayed' | 'signal'
> {
  readonly selection: Selection;
  readonly states: ReadonlySet<State>;
  /** Maximum number to replay. */
  readonly limit: number;
  /** Hears of each letter that is left out because it has to be asked for. */
  readonly onLeftOut: (letter: FoundLetter) => void;
}

/** Replays the selected dead letters that are on the topic now; of several copies of one event, the latest. */
export async function runReplay(session: DlqSession, run: Run): Promise<void> {
  const { app, config, log, kafka, clusterId, topic } = session;
  const { routes } = app;
  const { selection, states, limit, dryRun, signal } = run;
  const client = await connectTemporal(config.temporal);
  const progress = progressLog(log);
  const writer = openWriter(session, progress);
  const temporal = temporalBreaker({ onChange: progress.onBreaker });
  const mark = marksFor(stateGroupOf(session), writer.write, signal);
  const codec = createCodec(
    connectRegistry(config.registry),
    routes.map(({ type }) => type),
  );
  let taken = 0;
  const enough = new AbortController();
  const stop = AbortSignal.any([signal, enough.signal]);
  try {
    const stateOf = await readStates(session, signal);
    const keptMs = await namespaceRetention(client);
    const replay = createReplay({
      ...run,
      decode: decoder({ routes, codec }),
      route: router({ routes, cluster: clusterId, reader: readerOf(app) }),
      dispatch: createDispatch({ client: client.workflow, temporal, onRetry: progress.onRetry }),
      whyWithheld: createWithhold({
        client: client.workflow,
        temporal,
        keptMs,
        hasOldOriginal: await oldOriginals(session, keptMs),
        signal,
      }),
      writeDeadLetter: writer.write,
      mark,
    });
    const carriedOver: Promise<void>[] = [];
    await kafka.readLog({
      topic,
      signal: stop,
      async onRecord(record) {
        if (stop.aborted || taken >= limit) return;
        const letter = select(record, selection);
        if (!letter) return;
        const stated = stateOf(letter);
        if (stated.fromOffsets && !dryRun) carriedOver.push(mark(letter, 'replayed'));
        if (!states.has(stated.state) || stated.state === 'rejected-again') return;
        if (isAnswered(letter, selection)) return run.onLeftOut(letter);
        taken += 1;
        await replay.offer(letter, stated);
        if (taken >= limit) enough.abort();
      },
    });
    await Promise.all([replay.idle(), ...carriedOver]);
  } finally {
    await Promise.allSettled([writer.close(), client.connection.close()]);
  }
}
