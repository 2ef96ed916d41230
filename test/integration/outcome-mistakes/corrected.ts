import { publishOutcome } from '../../../workflows/bridge/publish.ts';

/** The same workflow, deployed again with the name corrected. */
export async function greet(): Promise<string> {
  try {
    await publishOutcome('GreetingCompleted', { greetingId: 'g-1', name: 'Ana', message: 'hello' });
  } catch {
    return 'went on without its outcome';
  }
  return 'published';
}
