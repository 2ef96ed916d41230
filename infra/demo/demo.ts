import { setTimeout as delay } from 'node:timers/promises';
import type { OrdersConfig } from '../orders/settings.ts';
import type { Config } from '../settings/config.ts';
import type { SeenRecord } from '../kafka/read-topics.ts';
import type { Logger } from '../logger.ts';
import type { OrderStatus } from '../../workflows/messages.ts';
import type { Stage } from './actor.ts';
import type { Board } from './board.ts';
import { auditAll, playAll } from './play.ts';
import type { Scene } from './scene.ts';
import { Tally, type Expected, type Summary } from './tally.ts';
import { enterWorld } from './world.ts';

export interface DemoOptions {
  readonly config: Config & OrdersConfig;
  readonly log: Logger;
  readonly scenes: readonly Scene[];
  /** How long all scenes together may take, in milliseconds. */
  readonly deadlineMs: number;
  readonly board: Board;
  /** Called with every record on the outcome and dead-letter topics. */
  readonly onRecord?: (record: SeenRecord) => void;
  /** Ends the demo early. */
  readonly signal: AbortSignal;
}

export interface DemoResult {
  readonly summary: Summary;
  /** What did not happen, or differs from what was expected; empty if there is nothing. */
  readonly problems: readonly string[];
}

/** Plays every scene on a running bridge, and compares the outcomes with the expected ones. */
export async function playDemo({
  config,
  log,
  scenes,
  deadlineMs,
  board,
  onRecord,
  signal,
}: DemoOptions): Promise<DemoResult> {
  const tally = new Tally(scenes.flatMap(({ expected }) => expected));
  const world = await enterWorld(config, log, (record) => {
    onRecord?.(record);
    tally.see(record);
    show(board, record, !tally.missing.some(({ key }) => key === record.key));
  });
  const over = new AbortController();
  const stage: Stage = {
    ...world.stage,
    signal: AbortSignal.any([over.signal, signal, AbortSignal.timeout(deadlineMs)]),
    onSent: (key, what) => board.sent(key, what),
  };

  for (const { key, title } of scenes) board.add(key, title);
  const watching = watchStatus(scenes, stage, board);
  try {
    await playAll(scenes, stage);
    while (tally.missing.length > 0) await delay(50, undefined, { signal: stage.signal });
  } catch (error) {
    if (!stage.signal.aborted) {
      await world.leave();
      throw error;
    }
  } finally {
    over.abort();
    await watching;
    board.close();
  }

  const problems = [...tally.missing.map(inWords), ...(await auditAll(scenes, stage))];
  await world.leave();
  return { summary: tally.summary, problems };
}

function show(board: Board, { key, type, reason }: SeenRecord, isLast: boolean): void {
  if (key === null) return;
  const status = reason === null && type !== null ? STATUS_AFTER[type] : undefined;
  if (status) board.status(key, status);
  board.outcome(key, reason === null ? String(type) : `dead letter: ${reason}`, isLast);
}

/** An outcome shows the status sooner than a query. */
const STATUS_AFTER: Readonly<Record<string, OrderStatus>> = {
  OrderConfirmed: 'confirmed',
  OrderCancelled: 'cancelled',
  OrderExpired: 'expired',
  OrderFailed: 'failed',
};

const inWords = ({ topic, key, type, reason }: Expected): string =>
  `${key}: nothing arrived on ${topic} as ${reason === undefined ? type : `dead letter ${reason}`}`;

/** For the table only, so a workflow that does not answer is skipped. */
async function watchStatus(scenes: readonly Scene[], stage: Stage, board: Board): Promise<void> {
  while (!stage.signal.aborted) {
    for (const scene of scenes) {
      const status = await scene.status?.(stage).catch(() => undefined);
      if (status) board.status(scene.key, status);
    }
    await delay(500, undefined, { signal: stage.signal }).catch(() => undefined);
  }
}
