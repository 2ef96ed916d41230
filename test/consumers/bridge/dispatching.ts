import { signal, signalWithStart, start } from '../../../consumers/bridge/command.ts';
import { createDispatch, type Dispatch, type DispatchOptions } from '../../../consumers/bridge/dispatch.ts';
import type { EventIdentity } from '../../../consumers/bridge/event-identity.ts';
import { memoryTemporal } from './memory-temporal.ts';

const never: AbortSignal = new AbortController().signal;
const target = { workflowId: 'w', taskQueue: 'q' };
export const START = start('W', { ...target, args: [] });
export const SIGNAL = signal('s', { workflowId: 'w', args: [] });
export const BOTH = signalWithStart('W', 's', { ...target, workflowArgs: [], args: [] });

export const LOG = 'c/t@1';
export const event = (offset: number, about: Partial<EventIdentity> = {}): EventIdentity => ({
  ...{ id: `${LOG}/0/${offset}`, log: LOG, topic: 't', partition: 0, offset: BigInt(offset) },
  ...about,
});
/** Another record that brings an event of this name. */
export const named = (offset: number, about: Partial<EventIdentity> = {}) =>
  event(offset, { id: 'ce:a', ...about });
/** A record that may have been delivered before. */
export const again = (identity: EventIdentity): EventIdentity => ({ ...identity, mayBeRepeated: true });
export const handedOver = (floor: string, ids: string[] = []) =>
  ({ v: 1, floors: { [`${LOG}/0`]: floor }, ids }) as const;

/** A dispatch to a Temporal in memory. */
export function dispatching(options: Partial<DispatchOptions> = {}) {
  const temporal = memoryTemporal();
  const dispatch = createDispatch({ client: temporal.client, ...options });
  return {
    ...temporal,
    dispatch: (todo: Parameters<Dispatch>[0], identity: EventIdentity, abort = never) =>
      dispatch(todo, identity, abort),
  };
}
