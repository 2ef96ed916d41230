import { status } from '@grpc/grpc-js';
import { afterAll, expect, it } from '@jest/globals';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { failFor } from './failing-call.ts';
import { events, openLab, type Parts } from './lab.ts';

const lab = await openLab(partsOf('l13-refusals'));
afterAll(() => lab.close());

const FULL = 'exceeded workflow execution limit for signal events';

it('L13 isolation, K12: what a workflow refuses, as it is full, costs no look into its history, and holds up no others', async () => {
  const id = 'full';
  const { calls } = failFor((workflowId) => workflowId === lab.workflowId(id), {
    code: status.INVALID_ARGUMENT,
    details: FULL,
  });
  let looks = 0;
  const countLooks: Parts['calls'] = (service) => {
    for (const name of ['getWorkflowExecutionHistoryReverse', 'describeWorkflowExecution'] as const) {
      const real = service[name].bind(service) as unknown as (request: object) => Promise<never>;
      service[name] = ((request: object) => {
        looks += 1;
        return real(request);
      }) as never;
    }
  };
  const { groupId } = await lab.bridge(undefined, {
    calls(service) {
      calls(service);
      countLooks(service);
    },
  });
  await lab.send(events(id, 100));
  const others = Array.from({ length: 20 }, (_, index) => `other-${index}`);
  for (const other of others) await lab.send(events(other, 1));
  for (const other of others) await lab.appliedAll(other, 1);
  await eventually(async () => (await lab.committed(groupId))[0] === 120);
  await eventually(() => lab.dead.length === 100);
  expect(new Set(lab.dead.map(({ reason }) => reason))).toEqual(new Set(['refused']));
  expect(looks).toBe(0);
});
