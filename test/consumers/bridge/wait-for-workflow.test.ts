import { expect, it } from '@jest/globals';
import { awaitWorkflow } from '../../../consumers/bridge/await-workflow.ts';
import { signal } from '../../../consumers/bridge/command.ts';
import { rejected } from '../../../schemas/bridge/rejected.ts';

const { signal: never } = new AbortController();
const patient = { ...signal('s', { workflowId: 'w', args: [] }), waitMs: 60_000 };

it.each([
  ['late', rejected('dispatch', 'late', 'closed')],
  ['delivered', { kind: 'delivered' }],
] as const)('an answer that is %s ends the wait', async (_, answer) => {
  let sent = 0;
  const send = async () => {
    sent += 1;
    return answer;
  };
  expect(await awaitWorkflow(patient, send, never)).toBe(answer);
  expect(sent).toBe(1);
});

it('only a signal waits', async () => {
  const early = rejected('dispatch', 'early', 'no workflow');
  const start = { ...patient, kind: 'start', workflowType: 'W', taskQueue: 'q' } as const;
  let sent = 0;
  const send = async () => {
    sent += 1;
    return early;
  };
  expect(await awaitWorkflow(start, send, never)).toBe(early);
  expect(sent).toBe(1);
});
