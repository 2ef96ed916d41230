import { describe, expect, it } from '@jest/globals';
import { decoder } from '../../../consumers/bridge/decode-record.ts';
import { ignore, signal, signalWithStart, start, type Command } from '../../../consumers/bridge/command.ts';
import { commandOf, router } from '../../../consumers/bridge/route-record.ts';
import { route, type RouteOptions } from '../../../consumers/bridge/route.ts';
import { routeProblems } from '../../../consumers/bridge/route-problems.ts';
import { rejected } from '../../../schemas/bridge/rejected.ts';
import { recordType } from '../../../schemas/bridge/record-type.ts';
import { aRecord } from './record.ts';

const fields = [{ name: 'id', type: 'string' }] as const;
const Keyed = recordType<{ id: string }>({
  ...{ type: 'record', name: 'Keyed', namespace: 'test.v1', key: 'id' },
  fields: [...fields],
});
const Free = recordType<object>({ type: 'record', name: 'Free', namespace: 'test.v1', fields: [] });
const target = { workflowId: 'w', taskQueue: 'q' };
const both = signalWithStart('W', 's', { ...target, workflowArgs: [], args: [1] });

describe('a key', () => {
  const of = (key: Buffer | null, id = 'i') =>
    commandOf(
      route('t', Keyed, () => ignore('taken')),
      aRecord({ key }),
      { id },
    );

  it.each([
    ['its id', Buffer.from('i'), { kind: 'ignored' }],
    ['none', null, { reason: 'bad-key', stage: 'route', message: 'the record has no key' }],
    ['no text', Buffer.from([0xff]), { reason: 'bad-key', message: 'the record key is not UTF-8 text' }],
    [
      'another',
      Buffer.from('j'),
      { reason: 'key-mismatch', message: "the record key is not the event's id" },
    ],
  ])('that is %s decides what becomes of its record', (_, key, expected) => {
    expect(of(key)).toMatchObject(expected);
  });

  it('may be anything if the type names none', () => {
    const free = route('t', Free, () => ignore('taken'));
    expect(commandOf(free, aRecord({ key: null }), {})).toEqual(ignore('taken'));
  });
});

describe('a route whose events must not start a workflow', () => {
  const of = (command: Command, early: RouteOptions<object>['early']) =>
    commandOf(
      route('t', Free, () => command, { ...(early && { early }) }),
      aRecord(),
      {},
    );

  it.each([
    [both, 'start', both],
    [both, 'dead-letter', signal('s', { workflowId: 'w', args: [1] })],
    [both, { waitMs: 5 }, { ...signal('s', { workflowId: 'w', args: [1] }), waitMs: 5 }],
    [signal('s', { workflowId: 'w', args: [] }), { waitMs: 5 }, { kind: 'signal', waitMs: 5 }],
    [start('W', { ...target, args: [] }), 'dead-letter', { kind: 'start' }],
    [ignore('test'), 'dead-letter', ignore('test')],
  ] as const)('sends %j, with early %j, as a signal if it is one', (command, early, expected) => {
    const sent = of(command, early);
    expect(sent).toMatchObject(expected);
    expect('workflowType' in sent).toBe('workflowType' in expected || sent.kind === 'start');
    expect('waitMs' in sent).toBe('waitMs' in expected);
  });
});

describe('rules that an event breaks', () => {
  const of = (count: number) => {
    const check = () =>
      Array.from({ length: count }, (_, index) => ({ field: `f${index}`, rule: 'must be' }));
    return commandOf(
      route('t', Free, () => ignore('taken'), { check }),
      aRecord(),
      {},
    );
  };

  it('are listed', () => {
    expect(of(0)).toEqual(ignore('taken'));
    expect(of(2)).toMatchObject({ message: 'test.v1.Free breaks a rule: f0: must be; f1: must be' });
    expect(of(10)).toMatchObject({ message: expect.stringMatching(/f9: must be$/) });
    expect(of(11)).toMatchObject({ message: expect.stringMatching(/f9: must be; and 1 more$/) });
  });
});

it('what a route throws that is no error has no name', () => {
  const broken = route('t', Free, () => {
    throw 'secret' as unknown as Error;
  });
  expect(commandOf(broken, aRecord(), {})).toMatchObject({
    message: 'the route of test.v1.Free failed with an error',
  });
});

describe('a record', () => {
  const routes = [
    route('u', Keyed, () => ignore('taken'), { incarnation: 7, tombstone: 'dead-letter' }),
    route('t', Free, () => ignore('taken'), { late: 'ignore', trustCloudEventIds: false }),
  ];
  const record = (topic: string) => aRecord({ topic, headers: { ce_source: 's', ce_id: 'i' } });
  const routed = (topic: string, decoded: Parameters<ReturnType<typeof router>>[1] = ignore('test')) =>
    router({ routes, cluster: 'c' })(record(topic), decoded);

  it('is named as its topic says', () => {
    expect(routed('t').identity.id).toBe('c/t@1/2/41');
    expect(routed('u').identity).toMatchObject({ id: 'ce:["s","i"]', log: 'c/u@7', names: 'topic' });
    expect(routed('x').identity).toMatchObject({ id: 'ce:["s","i"]', log: 'c/x@1', names: 'topic' });
  });

  it('that was rejected before stays so, under the name of its topic', () => {
    const answer = rejected('decode', 'not-framed', 'bad');
    expect(routed('t', answer)).toMatchObject({
      ...{ route: 't', todo: answer, record: record('t') },
      policies: { late: 'dead-letter', conflict: 'dead-letter' },
    });
  });

  it('of a type that its topic has no route for is rejected', () => {
    const decoded = { kind: 'decoded', type: Keyed, value: {} } as const;
    expect(routed('t', decoded).todo).toEqual(
      rejected('route', 'no-route', 'no route takes test.v1.Keyed from t'),
    );
  });

  it('has the policies of its route', () => {
    expect(routed('t', { kind: 'decoded', type: Free, value: {} })).toMatchObject({
      ...{ route: 't/test.v1.Free', todo: ignore('taken'), record: record('t') },
      policies: { late: 'ignore', conflict: 'dead-letter' },
    });
  });

  it('without a value is what its own topic says, not another one', async () => {
    const decode = decoder({ routes, codec: { decode: () => Promise.reject(new Error('not asked')) } });
    expect(await decode({ ...record('u'), value: null })).toMatchObject({ reason: 'tombstone' });
    expect(await decode({ ...record('t'), value: null })).toEqual(ignore('tombstone'));
    expect(await decode({ ...record('x'), value: null })).toEqual(ignore('tombstone'));
  });
});

it.each([
  [{ tombstone: 'never' }, /: tombstone: /],
  [{ trustCloudEventIds: 'local' }, /: trustCloudEventIds: /],
  [{ conflict: 'never' }, /: conflict: /],
  [{ early: { waitMs: 'long' } }, /: early: /],
  [{ early: {} }, /: early: /],
])('a policy that is none is named: %j', (wrong, message) => {
  const policies = { ...route('t', Free, () => ignore('test')), ...wrong } as ReturnType<typeof route>;
  expect(routeProblems([policies])).toEqual([expect.stringMatching(message)]);
});
