import { jest } from '@jest/globals';
import { internal } from '../../../../infra/kafka/kafkajs/internals.ts';

/** A module of kafkajs as it comes, loaded once more beside the one that may be patched. */
export function unpatched<T>(path: string): T {
  let found: T | undefined;
  jest.isolateModules(() => (found = internal<T>(path)));
  return found!;
}
