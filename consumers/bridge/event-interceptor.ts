import { AsyncLocalStorage } from 'node:async_hooks';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { Headers } from '@temporalio/common';
import {
  EVENT_HEADER,
  TRACE_HEADER,
  writeHeader,
  type EventHeader,
} from '../../workflows/bridge/interceptors/event-header.ts';
import type { EventIdentity } from './event-identity.ts';

const identities = new AsyncLocalStorage<EventIdentity>();

/** Runs a client call in the name of an event: `eventInterceptor` writes it beside the start or signal. */
export const carryEvent = <T>(identity: EventIdentity, run: () => Promise<T>): Promise<T> =>
  identities.run(identity, run);

/** Client interceptor. Calls made outside of `carryEvent` pass untouched. */
export const eventInterceptor: WorkflowClientInterceptor = {
  startWithDetails: (input, next) => next(inNameOfEvent('start', input)),
  signal: (input, next) => next(inNameOfEvent('signal', input)),
  signalWithStart: (input, next) => next(inNameOfEvent('signalWithStart', input)),
};

/** What goes with a call, so that the workflow knows the event. */
export const headerOf = (
  { id, log, partition, offset, replay, names, topicId, epoch, reader, committed }: EventIdentity,
  op: EventHeader['op'],
): EventHeader => ({
  ...{ id, log, partition, offset: String(offset), op },
  ...(replay && { replay }),
  ...(names && { names }),
  ...(topicId !== undefined && { topicId }),
  ...(epoch !== undefined && { epoch }),
  ...(reader !== undefined && { reader }),
  ...(committed !== undefined && { committed: String(committed) }),
});

function inNameOfEvent<I extends { readonly headers: Headers }>(op: EventHeader['op'], input: I): I {
  const identity = identities.getStore();
  if (!identity) return input;
  const { traceparent } = identity;
  return {
    ...input,
    headers: {
      ...input.headers,
      [EVENT_HEADER]: writeHeader(headerOf(identity, op)),
      ...(traceparent !== undefined && { [TRACE_HEADER]: writeHeader(traceparent) }),
    },
  };
}
