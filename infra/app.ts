import type { Client } from '@temporalio/client';
import type { OutcomePublisher } from '../activities/publish-outcome.ts';
import type { Route } from '../consumers/route.ts';
import type { Contract } from '../schemas/contract.ts';
import type { AppSchedule } from './schedules/schedule.ts';

/** What the bridge runs: routes in, workflows, and outcomes out. A plain value. */
export interface App {
  /** Names its consumer group, where `KTB_GROUP_ID` does not. */
  readonly name: string;
  readonly routes: readonly Route[];
  /** What its workflows may publish: the record types of each topic, each of another short name. Default: nothing. */
  readonly outcomes?: Contract;
  readonly worker: AppWorker;
  /**
   * What Temporal starts by the clock. Each worker that polls a schedule's task queue creates it at start-up, or brings
   * it up to date; a pause and its note stay. One that is no longer listed stays, too, until somebody deletes it.
   * Default: nothing.
   */
  readonly schedules?: readonly AppSchedule[];
}

export interface AppWorker {
  /** A worker polls each of them; all run the same workflows and activities. */
  readonly taskQueues: readonly string[];
  /** The file that exports the workflows. */
  readonly workflowsPath: string;
  /**
   * Makes the activities, beside `publishOutcome`, which every worker has. Given where outcomes go, and a client that
   * is on the worker's namespace and makes each call once. Default: none.
   */
  readonly activities?: (given: { publisher: OutcomePublisher; temporal: Client }) => object;
  /** Search attributes of type Keyword that the workflows write. Default: none. */
  readonly searchAttributes?: readonly string[];
  /** Lets go of what the activities use, once no activity runs any more. */
  readonly close?: () => void;
}

/** Gives an app its type, and its mistakes their place. */
export const defineApp = (app: App): App => app;

/** What may stand on each topic of an app. */
export function contractOf({ routes, outcomes = {} }: App): Contract {
  const inbound = Map.groupBy(routes, ({ topic }) => topic);
  return {
    ...Object.fromEntries([...inbound].map(([topic, ofTopic]) => [topic, ofTopic.map(({ type }) => type)])),
    ...outcomes,
  };
}
