import type { SignalDefinition, Workflow } from '@temporalio/common';
import type { StartOptions } from './start-options.ts';

/** What one record makes Temporal do. */
export type Command = Start | Signal | SignalWithStart | Ignore;

/** One that Temporal is asked for. */
export type Sent = Exclude<Command, Ignore>;

/** Which workflow is started, and how. */
interface Started extends StartOptions {
  readonly workflowType: string;
  readonly workflowId: string;
  readonly taskQueue: string;
}

export interface Start extends Started {
  readonly kind: 'start';
  readonly args: readonly unknown[];
}

export interface Signal {
  readonly kind: 'signal';
  readonly workflowId: string;
  readonly signal: string;
  readonly args: readonly unknown[];
  /** How long it waits for a workflow that is not there yet, in milliseconds; set by the route's `early`. Default 0. */
  readonly waitMs?: number;
}

export interface SignalWithStart extends Started {
  readonly kind: 'signalWithStart';
  readonly workflowArgs: readonly unknown[];
  readonly signal: string;
  readonly args: readonly unknown[];
}

/** Nothing, on purpose. */
export interface Ignore {
  readonly kind: 'ignored';
  readonly reason: string;
}

/** A workflow: its function, whose arguments are then checked by the compiler, or its name, and then any arguments. */
export type WorkflowOrName = Workflow | string;
/** A signal: what `defineSignal` gives, or its name. */
export type SignalOrName = Pick<SignalDefinition, 'type' | 'name'> | string;

type ArgsOfWorkflow<W extends WorkflowOrName> = W extends Workflow ? Parameters<W> : readonly unknown[];
type ArgsOfSignal<S extends SignalOrName> =
  S extends SignalDefinition<infer Args> ? Readonly<Args> : readonly unknown[];

interface Target extends StartOptions {
  /** Not empty, and 255 bytes at most: a record whose route gives another id is dead-lettered. */
  readonly workflowId: string;
  /** One that a worker of the app polls, or one of the app's `foreignTaskQueues`. */
  readonly taskQueue: string;
}

/**
 * Starts a workflow, which must not have been started by another event.
 *
 * @example
 * route('tickets.opened', TicketOpened, (event) =>
 *   start(ticket, { workflowId: `ticket-${event.ticketId}`, taskQueue: 'tickets', args: [event] }));
 *
 * @example
 * // By its name, if the workflow is written elsewhere, in Go for example.
 * start('TicketWorkflow', { workflowId, taskQueue: 'tickets', args: [event], workflowRunTimeout: '7 days' });
 */
export const start = <W extends WorkflowOrName>(
  workflow: W,
  options: Target & { readonly args: ArgsOfWorkflow<W> },
): Start => ({ kind: 'start', workflowType: nameOf(workflow), ...options });

/**
 * Signals a workflow that is expected to be there. The route's `early` says what happens if none is.
 *
 * @example
 * signal(approve, { workflowId: `ticket-${event.ticketId}`, args: [event] });
 * signal('approve', { workflowId: `ticket-${event.ticketId}`, args: [event] });
 */
export const signal = <S extends SignalOrName>(
  definition: S,
  options: { readonly workflowId: string; readonly args: ArgsOfSignal<S> },
): Signal => ({ kind: 'signal', signal: nameOf(definition), ...options });

/**
 * Signals a workflow and starts it first if it was never started: for events that may come in any order.
 *
 * @example
 * signalWithStart(order, approve, {
 *   workflowId: `order-${event.orderId}`,
 *   taskQueue: 'orders',
 *   workflowArgs: [{ orderId: event.orderId }],
 *   args: [event],
 * });
 */
export const signalWithStart = <W extends WorkflowOrName, S extends SignalOrName>(
  workflow: W,
  definition: S,
  options: Target & { readonly workflowArgs: ArgsOfWorkflow<W>; readonly args: ArgsOfSignal<S> },
): SignalWithStart => ({
  kind: 'signalWithStart',
  workflowType: nameOf(workflow),
  signal: nameOf(definition),
  ...options,
});

/** Settles the record without any effect; the reason is counted and logged. */
export const ignore = (reason: string): Ignore => ({ kind: 'ignored', reason });

const nameOf = (named: string | { readonly name: string }): string =>
  typeof named === 'string' ? named : named.name;
