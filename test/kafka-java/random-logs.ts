import type { Admin } from 'kafkajs';
import type { Random } from '../fuzz/random.ts';
import { cleaned } from './compaction.ts';
import type { JavaProgram } from './java-program.ts';
import { textOf } from './log.ts';
import { compactedPlanOf, HUNG, planOf, type Step } from './plan.ts';
import { compact, create, type Topic } from './topics.ts';
import { writtenBy, type Written } from './written.ts';

interface Servers {
  readonly address: string;
  /** The broker's folder of logs. */
  readonly data: string;
  readonly admin: Admin;
  /** Runs `Writer.java`. */
  readonly writer: JavaProgram;
}

/** Creates topics, and has Java's producers write them at random; resolves once those that are compacted are cleaned. */
export async function writeLogs(
  { address, data, admin, writer }: Servers,
  random: Random,
  topics: readonly Topic[],
): Promise<Written[]> {
  await create(address, admin, topics);
  await writer.ask([`begin ${HUNG}`]);
  const written: Written[] = [];
  for (const topic of topics) {
    const plan = (topic.isCompacted ? compactedPlanOf : planOf)(random, topic.partitions);
    const offsets = await writer.ask(plan.map((step) => lineOf(topic.name, step)));
    written.push(...writtenBy(topic, plan, offsets.map(BigInt)));
  }
  await compact(
    admin,
    topics.filter(({ isCompacted }) => isCompacted).map(({ name }) => name),
  );
  await cleaned(
    data,
    written.filter(({ isCompacted }) => isCompacted),
  );
  return written;
}

/** Ends what was left open, and deletes the topics. */
export async function removeLogs({ admin, writer }: Servers, topics: readonly Topic[]): Promise<void> {
  await writer.ask([`abort ${HUNG}`]);
  await admin.deleteTopics({ topics: topics.map(({ name }) => name) });
}

const lineOf = (topic: string, step: Step): string =>
  step.act === 'send'
    ? `send ${step.producer} ${topic} ${step.partition} ${textOf(step.key)} ${textOf(step.value)}`
    : `${step.act} ${step.producer}`;
