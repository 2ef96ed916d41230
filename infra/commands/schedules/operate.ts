import { setTimeout as delay } from 'node:timers/promises';
import {
  ScheduleNotFoundError,
  type Client,
  type ScheduleDescription,
  type ScheduleHandle,
} from '@temporalio/client';
import ms from 'ms';
import { loadConfig } from '../../settings/config.ts';
import { connectTemporal } from '../../temporal/client.ts';
import { print, printJson } from '../../output/print.ts';
import { reasonOf, UserError } from '../../user-error.ts';
import { askSchedules } from '../../temporal/ask-schedules.ts';
import { printTable, standingOf } from './standing.ts';

interface Options {
  readonly json?: boolean;
  readonly note?: string;
  readonly wait?: boolean;
  /** How long to wait for the run's result, in milliseconds. */
  readonly within?: number;
}

/** Temporal accepts a request at once and applies it a moment later. */
const FOLLOWED_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 100;

/** Default wait for the result of a run. */
export const RESULT_WITHIN_MS = 60_000;

export async function listSchedules({ json = false }: Options): Promise<void> {
  const client = await connectTemporal(loadConfig().temporal);
  const ids = await idsOf(client);
  const standings = await Promise.all(ids.map(async (id) => standingOf(await describe(client, id))));
  if (json) for (const standing of standings) printJson(standing);
  else printTable(standings);
  await client.connection.close();
}

type Order = 'trigger' | 'pause' | 'resume';

/** Sends the request, waits until it is applied, and shows the schedule. */
export const operateSchedule =
  (order: Order) =>
  async (given: string | undefined, options: Options): Promise<void> => {
    const client = await connectTemporal(loadConfig().temporal);
    const id = given ?? (await onlyOne(client));
    const before = await describe(client, id);
    await inTime(client, () => give(client.schedule.getHandle(id), order, options.note));
    const after = await until(client, id, (now) => FOLLOWED[order](before, now));
    const standing = standingOf(after);
    const result =
      options.wait && standing.last ? await resultOf(client, standing.last, options.within) : undefined;
    if (options.json) printJson(options.wait ? { ...standing, result } : standing);
    else {
      if (order === 'trigger') print(`started ${standing.last?.workflowId}`);
      else printTable([standing]);
      if (options.wait) printJson(result);
    }
    await client.connection.close();
  };

function give(handle: ScheduleHandle, order: Order, note?: string): Promise<void> {
  switch (order) {
    case 'trigger':
      return handle.trigger();
    // Without a note Temporal accepts the request and does nothing.
    case 'pause':
      return handle.pause(note || 'paused by ktb');
    case 'resume':
      return handle.unpause(note || 'resumed by ktb');
  }
}

const FOLLOWED: Readonly<Record<Order, (before: ScheduleDescription, now: ScheduleDescription) => boolean>> =
  {
    trigger: (before, now) => now.info.numActionsTaken > before.info.numActionsTaken,
    pause: (_, now) => now.state.paused,
    resume: (_, now) => !now.state.paused,
  };

async function until(
  client: Client,
  id: string,
  isFollowed: (now: ScheduleDescription) => boolean,
): Promise<ScheduleDescription> {
  const deadline = Date.now() + FOLLOWED_WITHIN_MS;
  for (;;) {
    const now = await describe(client, id);
    if (isFollowed(now)) return now;
    if (Date.now() > deadline)
      throw new UserError(
        `Temporal accepted the request for schedule ${id} but has not applied it yet: check it with ktb schedules list`,
      );
    await delay(LOOK_EVERY_MS);
  }
}

async function resultOf(
  client: Client,
  run: { workflowId: string; runId: string },
  withinMs = RESULT_WITHIN_MS,
): Promise<unknown> {
  const enough = AbortSignal.timeout(withinMs);
  try {
    return await client.withAbortSignal(enough, () =>
      client.workflow.getHandle(run.workflowId, run.runId).result(),
    );
  } catch (error) {
    if (enough.aborted)
      throw new UserError(
        `no worker finished ${run.workflowId} within ${ms(withinMs, { long: true })}: start one with ktb run or ktb worker, or wait longer with --within`,
        1,
        { cause: error },
      );
    const { cause = error } = error as Error;
    throw new UserError(`${run.workflowId} gave no result: ${reasonOf(cause)}`, 1, { cause: error });
  }
}

async function describe(client: Client, id: string): Promise<ScheduleDescription> {
  try {
    return await inTime(client, () => client.schedule.getHandle(id).describe());
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    throw new UserError(
      `there is no schedule ${id} in namespace ${client.options.namespace}: ${known(await idsOf(client))}`,
    );
  }
}

async function onlyOne(client: Client): Promise<string> {
  const ids = await idsOf(client);
  if (ids.length === 1) return ids[0]!;
  throw new UserError(`name the schedule: ${known(ids)}`, ids.length === 0 ? 1 : 2);
}

const idsOf = (client: Client): Promise<string[]> =>
  inTime(client, async () => {
    const ids: string[] = [];
    for await (const { scheduleId } of client.schedule.list()) ids.push(scheduleId);
    return ids.toSorted();
  });

const known = (ids: readonly string[]): string =>
  ids.length === 0
    ? 'there is none yet; a worker creates schedules at start-up'
    : `there is ${ids.join(', ')}`;

/** A refusal or a timeout of Temporal becomes a `UserError`. */
async function inTime<T>(client: Client, work: () => Promise<T>): Promise<T> {
  try {
    return await askSchedules(client, work);
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) throw error;
    const { cause = error } = error as Error;
    throw new UserError(`Temporal refused the request or did not answer: ${reasonOf(cause)}`, 1, {
      cause: error,
    });
  }
}
