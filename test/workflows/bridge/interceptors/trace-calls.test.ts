import { expect, it } from '@jest/globals';
import type { Headers } from '@temporalio/common';
import {
  readTraceHeader,
  TRACE_HEADER,
  writeHeader,
} from '../../../../workflows/bridge/interceptors/event-header.ts';
import { interceptors } from '../../../../workflows/bridge/interceptors/trace.ts';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const CALLS = [
  'scheduleActivity',
  'scheduleLocalActivity',
  'startChildWorkflowExecution',
  'continueAsNew',
] as const;

/** What a call is given in a workflow that was started with these headers. */
async function given(call: (typeof CALLS)[number], headers: Headers) {
  const { inbound, outbound } = interceptors();
  await inbound?.[0]?.execute?.({ args: [], headers }, async () => undefined);
  const input = { headers: { other: writeHeader('kept') }, args: ['kept'] };
  let passedOn: typeof input | undefined;
  const intercept = outbound?.[0]?.[call] as unknown as (
    input: unknown,
    next: (input: never) => Promise<void>,
  ) => Promise<void>;
  await intercept(input, async (passed) => void (passedOn = passed));
  return { input, passedOn };
}

it.each(CALLS)('%s takes the trace on, beside what it has', async (call) => {
  const { passedOn, input } = await given(call, { [TRACE_HEADER]: writeHeader(traceparent) });
  expect(passedOn).toEqual({ ...input, headers: { ...input.headers, [TRACE_HEADER]: expect.anything() } });
  expect(readTraceHeader(passedOn!.headers)).toBe(traceparent);
});

it.each(CALLS)('%s is as it was if the workflow has no trace', async (call) => {
  const { passedOn, input } = await given(call, {});
  expect(passedOn).toBe(input);
});
