import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { greet } from '../../activities/greet.ts';
import { startGreeting } from '../../consumers/greetings.ts';
import { startWorkflowLab, type WorkflowLab } from './workflow-lab.ts';

let lab: WorkflowLab;
beforeAll(async () => void (lab = await startWorkflowLab()));
afterAll(() => lab?.close());

it('a greeting is published, and returned as the result', async () => {
  const request = { greetingId: 'g-1', name: 'Zoë' };
  const { result, outcomes } = await lab.play(startGreeting(request), { greet });
  const completed = { ...request, message: 'Olá, Zoë!' };
  expect(result).toEqual(completed);
  expect(outcomes).toEqual([['GreetingCompleted', completed]]);
});
