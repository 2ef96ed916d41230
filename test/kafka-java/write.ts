import type { JavaProgram } from './java-program.ts';
import { textOf } from './log.ts';
import type { Step } from './plan.ts';
import { writtenBy, type Written } from './written.ts';

/** Has Java's producers do what a plan says, and gives what that wrote to each log. */
export async function write(
  writer: JavaProgram,
  topic: string,
  partitions: number,
  plan: readonly Step[],
): Promise<Written[]> {
  const answer = await writer.ask(plan.map((step) => lineOf(topic, step)));
  return writtenBy(topic, partitions, plan, answer.map(BigInt));
}

const lineOf = (topic: string, step: Step): string =>
  step.act === 'send'
    ? `send ${step.producer} ${topic} ${step.partition} ${textOf(step.key)} ${textOf(step.value)}`
    : `${step.act} ${step.producer}`;
