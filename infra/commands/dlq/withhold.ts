import { WorkflowNotFoundError, type WorkflowClient } from '@temporalio/client';
import type { CircuitBreaker } from '../../../consumers/bridge/circuit-breaker.ts';
import type { Sent } from '../../../consumers/bridge/command.ts';
import { delivererOf } from '../../../consumers/bridge/deliver.ts';
import type { EventIdentity } from '../../../consumers/bridge/event-identity.ts';
import { inDays } from '../../temporal/retention.ts';
import type { FoundLetter } from './selection.ts';
import type { Stated } from './states.ts';

export interface WithholdParts {
  readonly client: WorkflowClient;
  readonly temporal: CircuitBreaker;
  /** How long Temporal keeps a closed workflow, in milliseconds. */
  readonly keptMs: number;
  /** Whether the letter's original was written longer ago than that, by the log of its own topic. */
  readonly hasOldOriginal: (letter: FoundLetter) => boolean;
  readonly signal: AbortSignal;
}

/** Why a replay could repeat what was done already; undefined if it cannot. */
export type WhyWithheld = (
  letter: FoundLetter,
  stated: Stated,
  command: Sent,
  identity: EventIdentity,
) => Promise<string | undefined>;

const CALL_TIMEOUT_MS = 10_000;

/**
 * Temporal recognises what was applied only while it keeps the workflow. If the workflow of a letter is gone, a replay
 * would start it again, with new outcomes. So a letter is withheld if its workflow may have been there, and the one that
 * is there now, if any, was started after the letter was written.
 */
export function createWithhold({
  client,
  temporal,
  keptMs,
  hasOldOriginal,
  signal,
}: WithholdParts): WhyWithheld {
  const deadline = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + CALL_TIMEOUT_MS, call);

  return async function whyWithheld(letter, { state }, command, identity) {
    const { reason, at } = letter;
    const doubt =
      state === 'replayed' || state === 'settled'
        ? `it is ${state} already`
        : reason === 'late' || reason === 'conflict'
          ? `it was dead-lettered as ${reason}`
          : Date.now() - at.timestamp > keptMs || hasOldOriginal(letter)
            ? `it is older than the ${inDays(keptMs)} days for which Temporal keeps closed workflows`
            : undefined;
    if (doubt === undefined) return undefined;
    const since = await temporal.call(() => deadline(() => startOf(client, command.workflowId)), signal);
    if (since !== undefined && since <= at.timestamp) return undefined;
    const { look } = delivererOf({ client, callTimeoutMs: CALL_TIMEOUT_MS }, command, identity);
    if (since !== undefined && (await temporal.call(look, signal)).kind === 'event') return undefined;
    const now = since === undefined ? 'is not there any more' : 'was started again since';
    return `may run a second time: ${doubt}, and its workflow ${now}`;
  };
}

/** When the first of a workflow's runs began that Temporal keeps; undefined if there is no workflow. */
async function startOf(client: WorkflowClient, workflowId: string): Promise<number | undefined> {
  const last = await describe(client, workflowId);
  if (!last) return undefined;
  const firstRunId = last.raw.workflowExecutionInfo?.firstRunId;
  const first =
    firstRunId && firstRunId !== last.runId ? await describe(client, workflowId, firstRunId) : last;
  return (first ?? last).startTime.getTime();
}

async function describe(client: WorkflowClient, workflowId: string, runId?: string) {
  try {
    return await client.getHandle(workflowId, runId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
