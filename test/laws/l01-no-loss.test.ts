import { afterAll, expect, it } from '@jest/globals';
import type { Settlement } from '../../consumers/bridge/settle.ts';
import { progressLog } from '../../infra/observe/progress-log.ts';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { events, openLab } from './lab.ts';

const lab = await openLab(partsOf('l01-no-loss'));
afterAll(() => lab.close());

it('L1 no loss: every record ends in a history, a dead letter or an ignore, though a bridge goes with work in flight', async () => {
  await lab.send([1, 2, 3, 4, 5].flatMap((id) => events(`id-${id}`, 2)));
  await lab.sendBytes('garbage', Buffer.from('garbage'));
  await lab.sendBytes('gone', null);

  // The first bridge gets no answer for one workflow, and is gone before there is one.
  const stuck = await lab.bridge(undefined, {
    dispatch: (real) => (command, event, signal) =>
      'workflowId' in command && command.workflowId === lab.workflowId('id-3')
        ? new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
        : real(command, event, signal),
  });
  await lab.appliedAll('id-5', 2);
  await eventually(() => lab.dead.length === 1);
  await stuck.stop(1_000);

  const ignored: Settlement[] = [];
  await lab.bridge(undefined, {
    progress: (log) => ({
      ...progressLog(log),
      onSettled: (_, __, outcome) => void (outcome.kind === 'ignored' && ignored.push(outcome)),
    }),
  });
  for (const id of [1, 2, 3, 4, 5]) await lab.appliedAll(`id-${id}`, 2);
  await eventually(async () => (await lab.committed(lab.topic))[0] === 12);
  expect(lab.dead.map(({ key, reason }) => [key, reason])).toContainEqual(['garbage', 'not-framed']);
  expect(ignored).toEqual([{ kind: 'ignored', reason: 'tombstone' }]);
});
