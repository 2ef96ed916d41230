import { expect, it } from '@jest/globals';
import { Line } from '../../../infra/kafka/line.ts';

it('works in order, and together on what came while it was at work', async () => {
  const done: string[][] = [];
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const line = new Line<string>(async (items) => {
    await gates[done.length]?.promise;
    done.push(items);
  });
  line.add('a');
  line.add('b');
  await Promise.resolve();
  await Promise.resolve();
  line.add('c');
  line.add('d');
  gates[0]!.resolve();
  gates[1]!.resolve();
  await line.idle;
  expect(done).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});
