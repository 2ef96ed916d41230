import { describe, expect, it } from '@jest/globals';
import { carryEvent, eventInterceptor, headerOf } from '../../../consumers/bridge/event-interceptor.ts';
import type { EventIdentity } from '../../../consumers/bridge/event-identity.ts';
import {
  readEventHeader,
  readTraceHeader,
  writeHeader,
} from '../../../workflows/bridge/interceptors/event-header.ts';

const identity: EventIdentity = { id: 'i', log: 'l', topic: 't', partition: 3, offset: 7n };
const header = { id: 'i', log: 'l', partition: 3, offset: '7', op: 'signal' };
const CALLS = { startWithDetails: 'start', signal: 'signal', signalWithStart: 'signalWithStart' } as const;

describe('the header of an event', () => {
  it('says which record it came from, and by which call', () => {
    expect(headerOf(identity, 'signal')).toStrictEqual(header);
  });

  it.each([{ replay: true }, { names: 'topic' }, { topicId: 'x' }, { epoch: 0 }, { reader: 'one' }] as const)(
    'and what else is known of it: %j',
    (more) => {
      expect(headerOf({ ...identity, ...more }, 'signal')).toStrictEqual({ ...header, ...more });
    },
  );

  it('and what was committed, as a text', () => {
    expect(headerOf({ ...identity, committed: 0n }, 'signal')).toEqual({ ...header, committed: '0' });
  });
});

describe.each(Object.entries(CALLS))('%s', (call, op) => {
  const intercepted = (about?: EventIdentity) => {
    const input = { headers: { other: writeHeader('kept') }, more: 'kept' };
    let passedOn: typeof input | undefined;
    const intercept = eventInterceptor[call as keyof typeof CALLS] as unknown as (
      input: unknown,
      next: (input: never) => Promise<void>,
    ) => Promise<void>;
    const run = () => intercept(input, async (passed) => void (passedOn = passed));
    return (about ? carryEvent(about, run) : run()).then(() => ({ input, passedOn: passedOn! }));
  };

  it('carries the event, beside the headers that are there', async () => {
    const { passedOn } = await intercepted(identity);
    expect(readEventHeader(passedOn.headers)).toEqual({ ...header, op });
    expect(Object.keys(passedOn.headers)).toEqual(['other', 'ktb-event']);
    expect(passedOn.more).toBe('kept');
  });

  it('and its trace, if it has one', async () => {
    const { passedOn } = await intercepted({ ...identity, traceparent: 'a-trace' });
    expect(readTraceHeader(passedOn.headers)).toBe('a-trace');
  });

  it('is as it was outside of an event', async () => {
    const { input, passedOn } = await intercepted();
    expect(passedOn).toBe(input);
  });
});
