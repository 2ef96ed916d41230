import { condition, defineSignal, setHandler } from '@temporalio/workflow';

/** Ends without a handler for anything. */
export async function deaf(): Promise<void> {}

/** Has finished as soon as its handler has begun, which never ends. */
export async function endless(): Promise<void> {
  let hasBegun = false;
  setHandler(defineSignal('work'), async () => {
    hasBegun = true;
    await condition(() => false);
  });
  await condition(() => hasBegun);
}
