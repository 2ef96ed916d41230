import type { Client } from '@temporalio/client';
import type { Registry } from 'prom-client';
import type { OutcomePublisher } from '../../activities/bridge/publish-outcome.ts';
import type { Route } from '../../consumers/bridge/route.ts';
import type { TopicTypes } from '../../schemas/bridge/topic-types.ts';
import type { AppSchedule } from './schedule.ts';

/** What the bridge runs: routes, workflows and outcomes. A plain value. */
export interface App {
  /** Name of its consumer group, unless `KTB_GROUP_ID` is set. */
  readonly name: string;
  /**
   * Who reads, in the events that it sends: two apps that read one topic for the same workflows are two readers, and each
   * event has its effect once for each. Frozen: open workflows hold it, so keep it if the app is renamed. Default: its name.
   */
  readonly reader?: string;
  readonly routes: readonly Route[];
  /** The record types that its workflows may publish, by topic, with unique short names. Default: none. */
  readonly outcomes?: TopicTypes;
  /** Default: none. The app has routes only, and its workflows run on other workers. */
  readonly worker?: AppWorker;
  /**
   * Task queues on which its routes start workflows and that workers of other applications poll. The app's worker must
   * poll all others, because a workflow on a queue that no worker polls waits for ever. Default: none.
   */
  readonly foreignTaskQueues?: readonly string[];
  /**
   * Workflows that Temporal starts at fixed times. Each worker that polls a schedule's task queue creates or updates it
   * at start-up, and keeps its pause and its note. A schedule that is no longer listed stays until an operator deletes
   * it. Default: none.
   */
  readonly schedules?: readonly AppSchedule[];
}

/** An app with a worker. */
export type AppWithWorker = App & { readonly worker: AppWorker };

export interface AppWorker {
  /** One worker polls each of them; all have the same workflows and activities. */
  readonly taskQueues: readonly string[];
  /** The file that exports the workflows. */
  readonly workflowsPath: string;
  /** A prebuilt bundle of these workflows, for a fast start. Default: each start bundles them, which takes seconds. */
  readonly workflowBundle?: string;
  /** Makes the activities. Every worker has `publishOutcome` too. Default: no others. */
  readonly activities?: (given: WorkerParts) => object;
  /** Search attributes of type Keyword that the workflows set. Default: none. */
  readonly searchAttributes?: readonly string[];
  /** Closes what the activities use. Called once no activity runs any more. */
  readonly close?: () => void;
}

/** What activities may use. The worker closes it once no activity runs any more. */
export interface WorkerParts {
  /** Publishes outcomes from an activity: for one that publishes many, without a workflow step for each. */
  readonly publisher: OutcomePublisher;
  /**
   * A client of the worker's namespace. It does not retry, because the activity's retry policy does, and its calls have
   * no deadline unless `withDeadline` sets one.
   */
  readonly temporal: Client;
  /** What `/metrics` shows. Activities may add metrics of their own. */
  readonly metrics: Registry;
}

/**
 * Returns the app unchanged, so that TypeScript checks it and reports a mistake at its place.
 *
 * @example
 * export default defineApp({
 *   name: 'tickets',
 *   routes: [route('tickets.opened', TicketOpened, (event) => start(ticket, { … }))],
 *   outcomes,
 *   worker: { taskQueues: ['tickets'], workflowsPath: fileURLToPath(new URL('workflows.ts', import.meta.url)) },
 * });
 */
export const defineApp = <Defined extends App>(app: Defined): Defined => app;

/**
 * An app's outcomes with the names and types of their records, for `publisherOf` in workflows.
 *
 * @example
 * export const outcomes = defineOutcomes({ 'tickets.outcomes': [TicketAnswered] });
 */
export const defineOutcomes = <const Outcomes extends TopicTypes>(outcomes: Outcomes): Outcomes => outcomes;

export const readerOf = ({ name, reader }: Pick<App, 'name' | 'reader'>): string => reader ?? name;

/** The record types of each topic of an app. */
export function contractOf({ routes, outcomes = {} }: App): TopicTypes {
  const inbound = Map.groupBy(routes, ({ topic }) => topic);
  return {
    ...Object.fromEntries([...inbound].map(([topic, ofTopic]) => [topic, ofTopic.map(({ type }) => type)])),
    ...outcomes,
  };
}
