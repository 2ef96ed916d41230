import { describe, expect, it } from '@jest/globals';
import { ktb } from './ktb.ts';
import { plainKafka } from '../plain-kafka.ts';

/** Every mistake gets one clear sentence on stderr, no stack, and an exit code that is not 0. */
describe('one clear sentence for', () => {
  it.each([
    [
      'an unreachable broker',
      ['run'],
      { KTB_KAFKA_BROKERS: '127.0.0.1:1' },
      1,
      /cannot reach Kafka at 127\.0\.0\.1:1: .*`ktb stack up`.*KTB_KAFKA_BROKERS/,
    ],
    [
      'an unreachable registry',
      ['run'],
      { KTB_REGISTRY_URL: 'http://127.0.0.1:1' },
      1,
      /^ktb: cannot reach the schema registry at http:\/\/127\.0\.0\.1:1: .*KTB_REGISTRY_URL.*$(?!\n.)/m,
    ],
    [
      'an unreachable Temporal',
      ['consumers'],
      { TEMPORAL_ADDRESS: '127.0.0.1:1' },
      1,
      /cannot reach Temporal at 127\.0\.0\.1:1: .*TEMPORAL_ADDRESS/,
    ],
    [
      'a namespace that is not there',
      ['consumers'],
      { TEMPORAL_NAMESPACE: 'nowhere' },
      1,
      /no namespace nowhere: .*`ktb stack up`/,
    ],
    [
      'a bad setting',
      ['run'],
      { KTB_APPROVAL_WITHIN: 'soon' },
      2,
      /KTB_APPROVAL_WITHIN: should be a duration/,
    ],
    [
      'several bad settings at once',
      ['run'],
      { KTB_LOG_LEVEL: 'loud', KTB_SMTP_URL: 'x' },
      2,
      /KTB_LOG_LEVEL: should be one of debug, info, warn, error, silent; KTB_SMTP_URL: /m,
    ],
    [
      'a broker without its port',
      ['run'],
      { KTB_KAFKA_BROKERS: 'localhost' },
      2,
      /KTB_KAFKA_BROKERS: should be host:port, separated by commas$/m,
    ],
    [
      'a login without a password',
      ['run'],
      { KTB_KAFKA_SASL_MECHANISM: 'plain' },
      2,
      /KTB_KAFKA_SASL_PASSWORD/,
    ],
    ['a wrong option', ['run', '--frobnicate'], {}, 2, /unknown option '--frobnicate'/],
    ['an unknown command', ['frobnicate'], {}, 2, /unknown command 'frobnicate'/],
    [
      'an unknown topic',
      ['produce', 'nowhere', 'X', '--json', '{}'],
      {},
      2,
      /no schemas are known for topic nowhere; .*; for a topic of your own app, give --app$/m,
    ],
    [
      'a type that the topic does not carry',
      ['produce', 'orders.placed', 'OrderApproved', '--json', '{}'],
      {},
      2,
      /orders\.placed carries no OrderApproved/,
    ],
    [
      'a record that is not JSON',
      ['produce', 'orders.approvals', 'OrderApproved', '--json', '{'],
      {},
      2,
      /should be a JSON object/,
    ],
    [
      'a record that lacks a field',
      ['produce', 'orders.approvals', 'OrderApproved', '--json', '{"orderId":"o-1","approvedBy":"x"}'],
      {},
      2,
      /approvedAt/,
    ],
    [
      'a record whose key is empty',
      [
        'produce',
        'orders.approvals',
        'OrderApproved',
        '--json',
        '{"orderId":"","approvedBy":"x","approvedAt":1}',
      ],
      {},
      2,
      /not a valid orders\.v1\.OrderApproved: its key is empty: orderId$/m,
    ],
    [
      'a topic to read that is not there',
      ['tail', 'nowhere'],
      {},
      1,
      /there is no topic nowhere on Kafka at .+:\d+$/m,
    ],
    [
      'a wrong option of a command of a command',
      ['dlq', 'list', 'x', '--nope'],
      {},
      2,
      /unknown option '--nope'/,
    ],
    ['a wrong rate', ['dlq', 'replay', 'orders.placed', '--rate', '0'], {}, 2, /whole number from 1/],
    [
      'a reason that there is not',
      ['dlq', 'list', 'orders.placed', '--reason', 'late', 'nonsense'],
      {},
      2,
      /no such reason: nonsense; there are tombstone, .*, late, .*refused$/m,
    ],
    ['an app that is not there', ['run', '--app', 'nowhere.ts'], {}, 2, /there is no such file/],
    ['an empty duration', ['greet', 'Ana', '--within', ''], {}, 2, /should be a duration/],
    ['an empty time', ['dlq', 'list', 'orders.placed', '--since', ''], {}, 2, /should be a time/],
    [
      'an empty setting',
      ['run'],
      { KTB_APPROVAL_WITHIN: '' },
      2,
      /KTB_APPROVAL_WITHIN: should be a duration/,
    ],
    [
      'a duration without its unit',
      ['run'],
      { KTB_APPROVAL_WITHIN: '24' },
      2,
      /KTB_APPROVAL_WITHIN: should be a duration with its unit, such as "24 hours"$/m,
    ],
    [
      'a wait without its unit',
      ['greet', 'Ana', '--within', '10'],
      {},
      2,
      /should be a duration with its unit/,
    ],
    ['a time without its unit', ['dlq', 'list', 'orders.placed', '--since', '12'], {}, 2, /should be a time/],
    [
      'a session that ends before the next heartbeat',
      ['consumers'],
      { KTB_SESSION_TIMEOUT: '1 second' },
      2,
      /KTB_SESSION_TIMEOUT: should be more than 3 seconds, such as "15 seconds"$/m,
    ],
    ['a wrong number', ['tail', 'orders.outcomes', '--count', '-1'], {}, 2, /whole number/],
  ] as const)('%s', async (_, args, env, code, sentence) => {
    const ended = await ktb(args, { env });
    expect(ended.stderr).toMatch(sentence);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
    expect(ended).toMatchObject({ code, stdout: '' });
  });
});

it('a reader of a topic of another app learns once that its types are not known', async () => {
  const topic = 'mistakes.foreign';
  const admin = plainKafka().admin();
  const producer = plainKafka().producer();
  await Promise.all([admin.connect(), producer.connect()]);
  try {
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] });
    await producer.send({ topic, messages: ['a', 'b'].map((key) => ({ key, value: 'x' })) });
    const ended = await ktb(['tail', topic, '--count', '2']);
    expect(ended).toMatchObject({ code: 0, stdout: 'a  (not decodable)\nb  (not decodable)\n' });
    expect(ended.stderr.match(/the types of mistakes\.foreign are not known without --app/g)).toHaveLength(1);
  } finally {
    await admin.deleteTopics({ topics: [topic] });
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  }
});

it('a missing topic is a start-up error that names it', async () => {
  const admin = plainKafka().admin();
  await admin.connect();
  await admin.deleteTopics({ topics: ['orders.approvals.dlq', 'orders.cancellations.dlq'] });
  try {
    const ended = await ktb(['consumers']);
    expect(ended).toMatchObject({ code: 1 });
    expect(ended.stderr).toMatch(
      /topics are missing: orders\.approvals\.dlq, orders\.cancellations\.dlq; create them .*`ktb stack prepare`/,
    );
  } finally {
    await admin.createTopics({
      topics: ['orders.approvals.dlq', 'orders.cancellations.dlq'].map((topic) => ({
        topic,
        numPartitions: 4,
      })),
    });
    await admin.disconnect();
  }
});
