import { ApplicationFailure, Context } from '@temporalio/activity';
import { InvalidRecordError } from '../../schemas/bridge/codec.ts';
import { outcomeNamed, type TopicTypes } from '../../schemas/bridge/topic-types.ts';
import type { RecordType } from '../../schemas/bridge/record-type.ts';
import { outcomeHeaders } from './cloud-event.ts';
import { currentTraceparent } from './trace.ts';

export interface OutcomeInput {
  /** Short name of the record, `OrderConfirmed`. */
  readonly name: string;
  readonly value: object;
  /** Distinguishes outcomes of one name in one workflow; comes from the data. */
  readonly occurrence: string;
  readonly firstRunId: string;
  /** ISO 8601, by the workflow's clock. */
  readonly time: string;
}

/** An outcome before the publisher encodes it. */
export interface OutcomeRecord {
  readonly topic: string;
  readonly type: RecordType;
  readonly key: string;
  readonly value: object;
  readonly headers: Readonly<Record<string, string>>;
}

/** Publishes outcomes. Resolves once the broker has acknowledged the record; rejects if the signal fires first. */
export interface OutcomePublisher {
  publish(record: OutcomeRecord, signal: AbortSignal): Promise<void>;
}

export type OutcomeActivities = ReturnType<typeof createOutcomeActivities>;

/** @param outcomes the record types that may be published, by topic */
export function createOutcomeActivities(publisher: OutcomePublisher, outcomes: TopicTypes) {
  return {
    /** Every attempt gives the same id, key and value, so a subscriber recognises a repetition by its id. */
    async publishOutcome(input: OutcomeInput): Promise<void> {
      try {
        await publisher.publish(outcomeRecord(input, outcomes), Context.current().cancellationSignal);
      } catch (error) {
        // A value does not change, so another attempt would be refused as well.
        if (error instanceof InvalidRecordError) throw invalidOutcome(error.message);
        throw error;
      }
    },
  };
}

/** The record of an outcome of the workflow that runs this activity. */
export function outcomeRecord(
  { name, value, occurrence, firstRunId, time }: OutcomeInput,
  outcomes: TopicTypes,
): OutcomeRecord {
  const { topic, type } = outcomeNamed(outcomes, name);
  const key = type.keyOf(value);
  if (key === undefined) throw invalidOutcome(`the schema of ${type.fullName} names no key`);
  if (key === '') throw invalidOutcome(`not a valid ${type.fullName}: its key is empty: ${type.schema.key}`);
  const { workflowId, namespace } = callingWorkflow();
  const headers = outcomeHeaders({
    origin: { workflowId, firstRunId, name, occurrence },
    namespace,
    type: type.fullName,
    subject: key,
    time,
    parent: currentTraceparent(),
  });
  return { topic, type, key, value, headers };
}

const invalidOutcome = (message: string) => ApplicationFailure.nonRetryable(message, 'InvalidOutcome');

/** Activities can run outside of workflows; an outcome can't. */
function callingWorkflow() {
  const { workflowExecution, namespace } = Context.current().info;
  if (!workflowExecution) throw new Error('outcomes are published only by an activity of a workflow');
  return { workflowId: workflowExecution.workflowId, namespace };
}
