/** A thread of `runInShards`: runs each shard that it is given, and answers with its report. */
import { parentPort } from 'node:worker_threads';
import { runSchedules } from './schedules.ts';
import type { Shard } from './shards.ts';

parentPort!.on('message', (shard: Shard) => {
  void answer(shard);
});

async function answer(shard: Shard): Promise<void> {
  const report = await runSchedules(shard);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window, and has no origin
  parentPort!.postMessage(report);
}
