import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 100;

/** Waits for a state. Rejects at the end of the demo. */
export async function until(
  { signal }: { readonly signal: AbortSignal },
  isTrue: () => boolean | Promise<boolean>,
): Promise<void> {
  while (!(await isTrue())) await delay(LOOK_EVERY_MS, undefined, { signal });
}
