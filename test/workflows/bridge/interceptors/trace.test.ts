import { expect, it } from '@jest/globals';
import {
  readTraceHeader,
  TRACE_HEADER,
  writeHeader,
} from '../../../../workflows/bridge/interceptors/event-header.ts';
import { interceptors } from '../../../../workflows/bridge/interceptors/trace.ts';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

it('the trace of the event that started a workflow continues in its next run', async () => {
  const { inbound, outbound } = interceptors();
  const headers = { [TRACE_HEADER]: writeHeader(traceparent) };
  await inbound?.[0]?.execute?.({ args: [], headers }, async () => undefined);

  const told = Promise.withResolvers<unknown>();
  const input = { args: [], headers: {}, options: { workflowType: 'any' } };
  await outbound?.[0]?.continueAsNew?.(input, async ({ headers: handedOver }) => {
    told.resolve(readTraceHeader(handedOver));
    return undefined as never;
  });
  expect(await told.promise).toBe(traceparent);
});
