import { expect, it } from '@jest/globals';
import type { WorkflowClient } from '@temporalio/client';
import { signal, signalWithStart, start } from '../../../consumers/bridge/command.ts';
import { sendCommand } from '../../../consumers/bridge/send-command.ts';

/** What a client is told to do; it does nothing. */
function client() {
  const told: unknown[] = [];
  const tell =
    (call: string) =>
    async (...given: unknown[]) =>
      void told.push([call, ...given]);
  const handle = (workflowId: string) => ({ signal: tell(`signal ${workflowId}`) });
  return {
    told,
    client: {
      start: tell('start'),
      signalWithStart: tell('signalWithStart'),
      getHandle: handle,
    } as unknown as WorkflowClient,
  };
}
const target = { workflowId: 'w', taskQueue: 'q' };

it('a start never starts a workflow again that is closed', async () => {
  const { client: one, told } = client();
  await sendCommand(one, start('W', { ...target, args: [1, 2], memo: { a: 1 } }));
  expect(told).toEqual([
    ['start', 'W', { ...target, args: [1, 2], memo: { a: 1 }, workflowIdReusePolicy: 'REJECT_DUPLICATE' }],
  ]);
});

it('nor does a signal with start', async () => {
  const { client: one, told } = client();
  const given = { workflowArgs: ['for the workflow'], args: ['for the signal'], workflowRunTimeout: 5 };
  await sendCommand(one, signalWithStart('W', 's', { ...target, ...given }));
  expect(told).toEqual([
    [
      'signalWithStart',
      'W',
      {
        ...{ ...target, args: ['for the workflow'], signal: 's', signalArgs: ['for the signal'] },
        ...{ workflowRunTimeout: 5, workflowIdReusePolicy: 'REJECT_DUPLICATE' },
      },
    ],
  ]);
});

it('a signal goes to the workflow of the id, whichever run is open', async () => {
  const { client: one, told } = client();
  await sendCommand(one, signal('s', { workflowId: 'w', args: [1, 2] }));
  expect(told).toEqual([['signal w', 's', 1, 2]]);
});
