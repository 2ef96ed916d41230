import { expect, it } from '@jest/globals';
import type { EventHeader } from '../../../../workflows/bridge/interceptors/event-header.ts';
import {
  isSameEvent,
  isSamePlace,
  isWrittenAfter,
  topicOf,
} from '../../../../workflows/bridge/interceptors/same-event.ts';

const place = { log: 'c/t@1', partition: 1, offset: '5' };
const event: EventHeader = { ...place, id: 'c/t@1/1/5', op: 'signal' };

it('a place is a log, a partition and an offset', () => {
  expect(isSamePlace(place, { ...place })).toBe(true);
  const others = [{ log: 'c/t@2' }, { partition: 2 }, { offset: '6' }];
  expect(others.map((other) => isSamePlace(place, { ...place, ...other }))).toEqual([false, false, false]);
});

it('events of two ids are two events, wherever they are', () => {
  expect(isSameEvent(event, event)).toBe(true);
  expect(isSameEvent({ ...event, id: 'ce:a' }, { ...event, id: 'ce:b' })).toBe(false);
  expect(isSameEvent({ ...event, id: 'ce:a' }, event)).toBe(false);
});

it.each([
  ['in a later epoch', { epoch: 2 }, { epoch: 1 }, true],
  ['in an earlier one', { epoch: 1 }, { epoch: 2 }, false],
  ['in the same one', { epoch: 2 }, { epoch: 2 }, false],
  ['in one that is not known', { epoch: 2 }, {}, false],
  ['in another topic of the name', { topicId: 'b' }, { topicId: 'a' }, true],
  ['in the same topic', { topicId: 'a' }, { topicId: 'a' }, false],
  ['in a topic that is not known', { topicId: 'a' }, {}, false],
])('a record is written after another one, or not: %s', (_, one, other, isAfter) => {
  expect(isWrittenAfter(one, other)).toBe(isAfter);
});

it.each([
  ['c/t@1', 't'],
  ['c/t@12', 't'],
  ['c/t@1/topic-id', 't'],
  ['t', 't'],
])('the topic of %s is told by its name', (log, topic) => {
  expect(topicOf({ log })).toBe(topic);
});
