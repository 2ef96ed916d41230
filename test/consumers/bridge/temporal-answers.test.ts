import { expect, it } from '@jest/globals';
import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import {
  canNeverWork,
  isOverload,
  isTooLarge,
  isUnavailable,
  mayWorkLater,
} from '../../../consumers/bridge/temporal-answers.ts';

const answer = (code: status, details: string): ServiceError =>
  Object.assign(new Error(`${code} ${details}`), { code, details, metadata: new Metadata() });

it.each([
  'Received message larger than max (9438203 vs 4194304)',
  'Received message that decompresses to a size larger than 4194304',
  'Attempted to send message with a size larger than 1024',
  'grpc: received message larger than max (4194400 vs. 4194304)',
  'grpc: received message after decompression larger than max (4194400 vs. 4194304)',
  'trying to send message larger than max (4194400 vs. 4194304)',
])('K9: "%s" is no overload: it never works', (details) => {
  const error = answer(status.RESOURCE_EXHAUSTED, details);
  const wrapped = new Error('of the SDK', { cause: error });
  for (const each of [error, wrapped]) {
    expect([isTooLarge(each), isOverload(each), mayWorkLater(each)]).toEqual([true, false, false]);
    expect(canNeverWork(each)).toContain(details);
  }
});

it.each(['namespace rate limit exceeded', 'Workflow is busy.', 'system overloaded'])(
  'K9: "%s" of the server is an overload, which passes',
  (details) => {
    const error = answer(status.RESOURCE_EXHAUSTED, details);
    expect([isTooLarge(error), isOverload(error), mayWorkLater(error)]).toEqual([false, true, true]);
    expect(canNeverWork(error)).toBeUndefined();
  },
);

it('no server is there if gRPC says so, and nothing else', () => {
  const [none, late] = [answer(status.UNAVAILABLE, 'none'), answer(status.DEADLINE_EXCEEDED, 'late')];
  expect([isUnavailable(none), isUnavailable(late), isUnavailable(new Error('a bug'))]).toEqual([
    ...[true, false, false],
  ]);
});

it('an error with a code that is not from gRPC is no answer', () => {
  const file = Object.assign(new Error('no such file'), { code: 'ENOENT' });
  for (const error of [file, new Error('of a library', { cause: file })])
    expect([mayWorkLater(error), isOverload(error), canNeverWork(error)]).toEqual([false, false, undefined]);
});
