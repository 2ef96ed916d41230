import { expect, it } from '@jest/globals';
import { interceptors } from '../../../../workflows/bridge/interceptors/outcomes.ts';
import { failTask } from '../../../../workflows/bridge/task-fault.ts';

it('a wrong outcome fails the task at its end, whatever the code of the workflow makes of it', async () => {
  const { internals } = interceptors();
  const input = { commands: [] };
  const conclude = () => internals![0]!.concludeActivation!(input, (passed) => passed);
  expect(conclude()).toBe(input);
  let isCaught = false;
  failTask(new Error('no such outcome')).catch(() => (isCaught = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isCaught).toBe(false);
  expect(conclude).toThrow('no such outcome');
});
