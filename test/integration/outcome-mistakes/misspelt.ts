import { publishOutcome } from '../../../workflows/bridge/publish.ts';

/** Publishes under a name that no app lists, and does not care whether that works. */
export async function greet(): Promise<string> {
  try {
    await publishOutcome('GreetingCompletd', { greetingId: 'g-1', name: 'Ana', message: 'hello' });
  } catch {
    return 'went on without its outcome';
  }
  return 'published';
}

/** Publishes a value that the schema refuses. */
export async function lie(value: object): Promise<void> {
  await publishOutcome('GreetingCompleted', value);
}
