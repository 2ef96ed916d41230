import { expect, it } from '@jest/globals';
import type { IHeaders } from 'ktb-kafkajs';
import { createRecordProducer } from '../../../infra/kafka/producer.ts';
import { createTopic, kafka, readTopic } from './topic.ts';

/** kafkajs's own type knows of no null. */
const HEADERS = Object.fromEntries<unknown>([
  ['none', null],
  ['empty', ''],
  ['again', ['x', null, '', 'y']],
  ['toString', 'x'],
  ['__proto__', 'x'],
]) as IHeaders;

it('a record that is copied from topic to topic keeps its headers: without a value, empty, repeated, of any name', async () => {
  const [from, to] = [await createTopic('headers', 1), await createTopic('copied-headers', 1)];
  const producer = createRecordProducer(kafka);
  const record = { key: Buffer.from('k'), value: Buffer.from('v') };
  await producer.send({ topic: from, ...record, headers: HEADERS });

  const [original] = await readTopic(from, (read) => read.length > 0);
  await producer.send({ topic: to, ...record, headers: original!.message.headers! });
  await producer.close();
  const [copy] = await readTopic(to, (read) => read.length > 0);

  for (const { message } of [original!, copy!]) {
    expect(Object.entries(message.headers!)).toEqual([
      ['none', null],
      ['empty', Buffer.from('')],
      ['again', [Buffer.from('x'), null, Buffer.from(''), Buffer.from('y')]],
      ['toString', Buffer.from('x')],
      ['__proto__', Buffer.from('x')],
    ]);
  }
});
