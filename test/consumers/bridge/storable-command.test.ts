import { describe, expect, it } from '@jest/globals';
import {
  defineSearchAttributeKey,
  TypedSearchAttributes,
  type SearchAttributeType,
} from '@temporalio/common';
import { signal, signalWithStart, start, type Command } from '../../../consumers/bridge/command.ts';
import { commandOf } from '../../../consumers/bridge/route-record.ts';
import { route, type RouteOptions } from '../../../consumers/bridge/route.ts';
import type { StartOptions } from '../../../consumers/bridge/start-options.ts';
import { OrderApproved } from '../../../schemas/generated/orders.ts';
import { aRecord } from './record.ts';

const NUL = 'secret\0';
const HALF = 'secret\ud83d';
const noNul = 'must not contain NUL';
const noHalf = 'must not contain half of a surrogate pair';

const routed = (command: Command, options: RouteOptions<OrderApproved> = {}) =>
  commandOf(
    route('orders.approvals', OrderApproved, () => command, options),
    aRecord({ key: Buffer.from('o-1') }),
    { orderId: 'o-1', approvedBy: 'kim', approvedAt: 1 },
  );
const target = { workflowId: 'w', taskQueue: 'q', args: [] };
const started = (about: Partial<typeof target> & StartOptions) => start('W', { ...target, ...about });
const refused = (field: string, rule: string) => ({
  kind: 'rejected',
  reason: 'invalid',
  message: `not every Temporal can store what orders.v1.OrderApproved becomes: ${field}: ${rule}`,
});

describe('K11: a text that some store cannot keep is invalid, with the field and the rule', () => {
  it.each([
    ['workflowId', noNul, started({ workflowId: NUL })],
    ['workflowId', noHalf, started({ workflowId: HALF })],
    ['workflowId', noNul, signal('s', { workflowId: NUL, args: [] })],
    ['signal', noNul, signal(NUL, { workflowId: 'w', args: [] })],
    ['signal', noHalf, signalWithStart('W', HALF, { ...target, workflowArgs: [] })],
    ['workflowType', noNul, start(NUL, target)],
    ['taskQueue', noNul, started({ taskQueue: NUL })],
    ['a name in memo', noHalf, started({ memo: { [HALF]: 1 } })],
    ['priority.fairnessKey', noHalf, started({ priority: { fairnessKey: HALF } })],
  ])('%s: %s', (field, rule, command) => {
    expect(routed(command)).toEqual({ ...refused(field, rule), stage: 'route' });
  });

  it('but a part that is not sent is not looked at', () => {
    const command = signalWithStart('W', 's', { ...target, workflowArgs: [], taskQueue: NUL });
    expect(routed(command, { early: 'dead-letter' })).toMatchObject({ kind: 'signal' });
  });

  it('and payloads may hold anything', () => {
    expect(routed(started({ args: [NUL, HALF] as never, memo: { a: NUL } }))).toMatchObject({
      kind: 'start',
    });
  });

  it.each(['a\u0085b', 'a\ufffeb', '\u{1f375}', 'é'.repeat(120)])(
    'other signs are good: %j',
    (workflowId) => {
      expect(routed(started({ workflowId }))).toMatchObject({ kind: 'start' });
    },
  );
});

describe('K11: a search attribute that does not fit its column is invalid', () => {
  const attribute = (type: SearchAttributeType, value: unknown, name = 'Name') =>
    started({
      searchAttributes: new TypedSearchAttributes([
        { key: defineSearchAttributeKey(name, type), value } as never,
      ]),
    });

  it('and so is one whose name cannot be kept', () => {
    expect(routed(attribute('INT', 1, NUL))).toMatchObject(refused('a name in searchAttributes', noNul));
  });

  it.each([
    ['KEYWORD', NUL, noNul],
    ['KEYWORD', HALF, noHalf],
    ['KEYWORD', 'x'.repeat(256), 'must not exceed 255 characters'],
    ['KEYWORD_LIST', ['good', NUL], noNul],
    ['KEYWORD_LIST', ['x'.repeat(256)], 'must not exceed 255 characters'],
    ['TEXT', NUL, noNul],
    ['TEXT', 'http://x y', 'must not contain a backslash, a colon behind a word, or a quote before one'],
    ['TEXT', "so 'tis", 'must not contain a backslash, a colon behind a word, or a quote before one'],
    ['TEXT', 'C:\\', 'must not contain a backslash, a colon behind a word, or a quote before one'],
    ['DOUBLE', 1e15, 'must be a number below 10^15'],
    ['DOUBLE', NaN, 'must be a number below 10^15'],
    ['DATETIME', new Date('0000-12-31T00:00:00Z'), 'must be in the years 1 to 9999'],
    ['DATETIME', new Date(Date.UTC(10_000, 0)), 'must be in the years 1 to 9999'],
  ] as const)('%s %j: %s', (type, value, rule) => {
    expect(routed(attribute(type, value))).toMatchObject(refused('searchAttributes.Name', rule));
  });

  it.each([
    ['KEYWORD', '\u{1f375}'.repeat(255)],
    ['KEYWORD_LIST', ['', 'x'.repeat(255)]],
    ['TEXT', "it's : all fine"],
    ['DOUBLE', -999_999_999_999_999],
    ['INT', Number.MAX_SAFE_INTEGER],
    ['BOOL', true],
    ['DATETIME', new Date('0001-01-01T00:00:00Z')],
    ['DATETIME', new Date('9999-12-31T23:59:59Z')],
  ] as const)('%s %j fits', (type, value) => {
    expect(routed(attribute(type, value))).toMatchObject({ kind: 'start' });
  });
});
