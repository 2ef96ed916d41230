import { randomUUID } from 'node:crypto';
import type { SourceDriver } from './driver.ts';
import { inMemorySource } from './in-memory-source.ts';
import { MemoryLog } from './memory-log.ts';
import { recordSourceConformance } from './record-source.ts';

function inMemory(): SourceDriver {
  const log = new MemoryLog();
  return {
    async createTopic(partitions) {
      const topic = `topic-${randomUUID()}`;
      log.createTopic(topic, partitions);
      return topic;
    },
    async write(at, records) {
      for (const record of records) log.write(at, record);
    },
    open: (options) => inMemorySource(log, options),
    committed: async (groupId, at) => log.committed(groupId, at),
    members: async (groupId) => log.members(groupId),
    close: async () => undefined,
  };
}

recordSourceConformance('the source in memory', inMemory());
