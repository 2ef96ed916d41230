import { proxyActivities } from '@temporalio/workflow';
import type * as activities from '../activities/greet.ts';
import type { GreetingCompleted, GreetingRequested } from '../schemas/generated/greetings.ts';
import { publish } from './outcomes.ts';
import { STANDARD } from './retry-policies.ts';

const { greet } = proxyActivities<typeof activities>(STANDARD);

/** Creates a greeting, publishes it as an outcome, and returns it as the result. */
export async function greeting({ greetingId, name }: GreetingRequested): Promise<GreetingCompleted> {
  const message = await greet({ name });
  const completed = { greetingId, name, message };
  await publish('GreetingCompleted', completed);
  return completed;
}
