/** A thread of `runInShards`: runs each shard that it is given, and answers with its report. */
import { parentPort } from 'node:worker_threads';
import { runSchedules } from './schedules.ts';
import type { Shard } from './shards.ts';

parentPort!.on('message', (shard: Shard) => {
  void runSchedules(shard).then((report) => parentPort!.postMessage(report, []));
});
