import { condition, defineSignal, setDefaultSignalHandler, setHandler } from '@temporalio/workflow';

/** Has no handler for anything but `end`. */
export async function deaf(): Promise<void> {
  let isOver = false;
  setHandler(defineSignal('end'), () => void (isOver = true));
  await condition(() => isOver);
}

/** Has a handler for whatever comes, once it is opened; gives the names of what came. */
export async function opening(): Promise<string[]> {
  const came: string[] = [];
  let isOpen = false;
  setHandler(defineSignal('open'), () => void (isOpen = true));
  await condition(() => isOpen);
  setDefaultSignalHandler((name) => void came.push(name));
  await condition(() => came.length > 0);
  return came;
}

/** Has finished as soon as its handler has begun, which goes on until it is released. */
export async function busy(): Promise<string> {
  let hasBegun = false;
  let isReleased = false;
  setHandler(defineSignal('work'), async () => {
    hasBegun = true;
    await condition(() => isReleased);
  });
  setHandler(defineSignal('release'), () => void (isReleased = true));
  await condition(() => hasBegun);
  return 'finished';
}
