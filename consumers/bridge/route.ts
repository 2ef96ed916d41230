import type { RecordType } from '../../schemas/bridge/record-type.ts';
import type { Command } from './command.ts';
import type { InboundRecord } from './inbound-record.ts';

/** A field that breaks a rule of the business; the rule is told to people, the value never is. */
export interface BrokenRule {
  readonly field: string;
  readonly rule: string;
}

/** What is decided about a topic's records before their type is known. Routes that share a topic must agree on it. */
export interface TopicPolicies {
  /** What a null value means. Default `ignore`: on a compacted topic it only says that the key is gone. */
  readonly tombstone: 'ignore' | 'dead-letter';
  /**
   * Whether an event may be named by its `ce_source` and `ce_id`. `true`: the name counts within its topic, so that
   * events of two topics may share it. `global`: an event that has a name of another topic's event is that event again,
   * as if it was published to both. Default true.
   */
  readonly trustCloudEventIds: boolean | 'global';
  /** Raise it when the topic is recreated, whose offsets then start over. Default 1. */
  readonly incarnation: number;
  /**
   * Where a partition is read from for which the group has committed nothing: because it is new, or because its
   * offsets expired. `stop` ends the process, so that an operator can decide. Default `beginning`.
   */
  readonly startFrom: 'beginning' | 'end' | 'stop';
}

/** What is decided about an event that its workflow cannot take. */
export interface EventPolicies {
  /**
   * The workflow was never started. `start`: a `signalWithStart` starts it, and a plain signal is dead-lettered.
   * `dead-letter`: either is. `{ waitMs }`: either is sent as a plain signal, again and again for so many milliseconds
   * (1 hour at most), and then dead-lettered. What waits holds up the later records of its workflow, and counts among
   * those in flight: for signals that come a little before their workflow, not for ones that may come days before.
   * Default `start`.
   */
  readonly early: 'start' | 'dead-letter' | { readonly waitMs: number };
  /** The workflow is closed. Default `dead-letter`. */
  readonly late: 'dead-letter' | 'ignore';
  /** The workflow was started by another event. Default `dead-letter`. */
  readonly conflict: 'dead-letter' | 'ignore';
}

export interface RouteOptions<T> extends Partial<TopicPolicies>, Partial<EventPolicies> {
  /**
   * Rules that a schema cannot state. A record that breaks one is dead-lettered as `invalid`. Ten are told, so a
   * generator, which finds no more than it is asked for, bounds the work that a bad record can make. Default: none.
   */
  readonly check?: (event: T) => Iterable<BrokenRule>;
}

/** One record type on one topic, and the command that it becomes. A plain value. */
export interface Route extends TopicPolicies, EventPolicies {
  readonly topic: string;
  readonly type: RecordType;
  /** To test a route, call it with an event, and with no record if it looks at none. */
  readonly toCommand: (event: unknown, record?: RecordView) => Command;
  readonly check: (event: unknown) => Iterable<BrokenRule>;
}

const DEFAULTS: TopicPolicies & EventPolicies & Pick<Route, 'check'> = {
  tombstone: 'ignore',
  trustCloudEventIds: true,
  incarnation: 1,
  startFrom: 'beginning',
  early: 'start',
  late: 'dead-letter',
  conflict: 'dead-letter',
  check: () => [],
};

/** What a route may see of a record beside its value. */
export type RecordView = Omit<InboundRecord, 'value'>;

/**
 * Makes a route: the records of one type on one topic, and the command that each becomes.
 *
 * @param toCommand must be pure: it may run again for a record that is delivered again. Beside the event it gets the
 *   record: topic, partition, offset, timestamp, key and headers
 *
 * @example
 * route('tickets.opened', TicketOpened, (event) =>
 *   start(ticket, { workflowId: `ticket-${event.ticketId}`, taskQueue: 'tickets', args: [event] }));
 *
 * @example
 * // What the record says beside its value; and what happens if the signal comes before its workflow.
 * route(
 *   'tickets.closed',
 *   TicketClosed,
 *   (event, { timestamp }) => signal('close', { workflowId: `ticket-${event.ticketId}`, args: [event, timestamp] }),
 *   { early: { waitMs: 30_000 }, late: 'ignore' },
 * );
 */
export const route = <T>(
  topic: string,
  type: RecordType<T>,
  toCommand: (event: T, record: RecordView) => Command,
  options: RouteOptions<T> = {},
): Route =>
  // The codec yields values of `type`, which is what makes this cast true.
  ({ ...DEFAULTS, ...options, topic, type, toCommand }) as Route;

/** `<topic>/<full name>`: as dead letters, logs and metrics name it. */
export const routeName = ({ topic, type }: Pick<Route, 'topic' | 'type'>): string =>
  `${topic}/${type.fullName}`;
