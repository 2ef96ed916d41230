import { expect, it } from '@jest/globals';
import { readCommitMetadata, writeCommitMetadata } from '../../../infra/kafka/commit-metadata.ts';

it.each([
  ['incarnation=2', { incarnation: 2 }],
  ['incarnation=1;topic=Rb1_;epoch=5', { incarnation: 1, topicId: 'Rb1_', epoch: 5 }],
  [
    'incarnation=1;topic=Rb1_;epoch=0;recreated',
    { incarnation: 1, topicId: 'Rb1_', epoch: 0, isRecreated: true },
  ],
])('the format is frozen: %s', (text, metadata) => {
  expect(String(writeCommitMetadata(metadata))).toBe(text);
  expect(readCommitMetadata(Buffer.from(text))).toEqual({
    ...{ topicId: undefined, epoch: undefined, isRecreated: false },
    ...metadata,
  });
});

it.each(['', 'written by hand', 'incarnation=x', '{"offset":1}'])(
  'other tools write what they like: %j',
  (text) => {
    expect(readCommitMetadata(Buffer.from(text))).toEqual({
      ...{ incarnation: undefined, topicId: undefined, epoch: undefined, isRecreated: false },
    });
  },
);

it('passes over parts of a later release', () => {
  const later = Buffer.from('incarnation=1;topic=a;limit=900;new');
  expect(readCommitMetadata(later)).toMatchObject({ incarnation: 1, topicId: 'a' });
});

it('an earlier release, which knows the incarnation alone, does not take it for another one', () => {
  const text = String(writeCommitMetadata({ incarnation: 1, topicId: 'a', epoch: 3 }));
  expect(/^incarnation=(\d+)$/.test(text)).toBe(false);
});
