import { expect, it } from '@jest/globals';
import { groupIdOf } from '../../../infra/app/group-id.ts';

it.each([
  ['the name of the app', undefined, 'default', 'shop'],
  ['with the namespace after it if that is not the default', undefined, 'north', 'shop@north'],
  ['what is set, in every namespace', 'mine', 'north', 'mine'],
])('the consumer group is %s', (_, groupId, namespace, expected) => {
  const config = { kafka: { groupId }, temporal: { namespace } } as Parameters<typeof groupIdOf>[1];
  expect(groupIdOf({ name: 'shop' }, config)).toBe(expected);
});
