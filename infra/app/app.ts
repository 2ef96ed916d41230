import type { Client } from '@temporalio/client';
import type { OutcomePublisher } from '../../activities/bridge/publish-outcome.ts';
import type { Route } from '../../consumers/bridge/route.ts';
import type { TopicTypes } from '../../schemas/bridge/topic-types.ts';
import type { AppSchedule } from './schedule.ts';

/** What the bridge runs: routes in, workflows, and outcomes out. A plain value. */
export interface App {
  /** Names its consumer group, unless `KTB_GROUP_ID` does. */
  readonly name: string;
  readonly routes: readonly Route[];
  /** What its workflows may publish: the record types of each topic, each of another short name. Default: nothing. */
  readonly outcomes?: TopicTypes;
  /** Default: none, for an app of routes alone, whose workflows run elsewhere. */
  readonly worker?: AppWorker;
  /**
   * Task queues on which its routes start workflows, and that workers of other applications poll. Every other one must be
   * one of the worker's: a workflow that no worker takes up waits for ever. Default: none.
   */
  readonly foreignTaskQueues?: readonly string[];
  /**
   * What Temporal starts by the clock. Each worker that polls a schedule's task queue creates it at start-up, or brings
   * it up to date; a pause and its note stay. One that is no longer listed stays until an operator deletes it.
   * Default: nothing.
   */
  readonly schedules?: readonly AppSchedule[];
}

/** An app with a worker of its own. */
export type AppWithWorker = App & { readonly worker: AppWorker };

export interface AppWorker {
  /** A worker polls each of them; all run the same workflows and activities. */
  readonly taskQueues: readonly string[];
  /** The file that exports the workflows. */
  readonly workflowsPath: string;
  /** A file of these workflows bundled ahead, which a worker starts with at once. Default: each start bundles them. */
  readonly workflowBundle?: string;
  /** Makes the activities, beside `publishOutcome`, which every worker has, from what the worker has. Default: none. */
  readonly activities?: (given: WorkerParts) => object;
  /** Search attributes of type Keyword that the workflows write. Default: none. */
  readonly searchAttributes?: readonly string[];
  /** Lets go of what the activities use, once no activity runs any more. */
  readonly close?: () => void;
}

/** What a worker gives to its activities. It lets go of them once no activity runs any more. */
export interface WorkerParts {
  /** Where outcomes go: for an activity that publishes many, and need not come back to its workflow for each. */
  readonly publisher: OutcomePublisher;
  /**
   * A client of the worker's own namespace. It retries nothing, as the activity's policy does, and waits for ever
   * unless `withDeadline` says otherwise.
   */
  readonly temporal: Client;
}

/**
 * Gives an app its type, and its mistakes their place.
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

/** What may stand on each topic of an app. */
export function contractOf({ routes, outcomes = {} }: App): TopicTypes {
  const inbound = Map.groupBy(routes, ({ topic }) => topic);
  return {
    ...Object.fromEntries([...inbound].map(([topic, ofTopic]) => [topic, ofTopic.map(({ type }) => type)])),
    ...outcomes,
  };
}
