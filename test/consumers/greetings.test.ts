import { describe, expect, it } from '@jest/globals';
import { greetingRoutes } from '../../consumers/greetings.ts';
import { commandOf } from '../../consumers/bridge/route-record.ts';
import type { GreetingRequested } from '../../schemas/generated/greetings.ts';
import { aRecord } from './bridge/record.ts';

const [requested] = greetingRoutes();
const request = { greetingId: 'g-1', name: 'Ana' };

const routed = (about: Partial<GreetingRequested> = {}) => {
  const value = { ...request, ...about };
  return commandOf(
    requested!,
    aRecord({ topic: 'greetings.requested', key: Buffer.from(value.greetingId) }),
    value,
  );
};

it('a request starts the greeting', () => {
  expect(routed()).toEqual({
    kind: 'start',
    workflowType: 'greeting',
    workflowId: 'greeting-g-1',
    taskQueue: 'orders',
    args: [request],
  });
});

describe('a request is invalid', () => {
  it.each([
    ['without a name', { name: '' }, 'name'],
    ['with a name of blanks', { name: ' \t' }, 'name'],
    ['with a name beyond 1,000 bytes', { name: 'é'.repeat(501) }, 'name'],
    ['without an id', { greetingId: '' }, 'greetingId'],
  ])('%s', (_, about, field) => {
    expect(routed(about)).toMatchObject({
      kind: 'rejected',
      reason: 'invalid',
      message: expect.stringContaining(`${field}:`),
    });
  });
});
