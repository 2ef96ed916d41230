import { v5 as uuidv5 } from 'uuid';

/** The identity of an outcome: no time, attempt or run id, because a reset or a retry would change them. */
export interface OutcomeOrigin {
  readonly workflowId: string;
  readonly firstRunId: string;
  readonly name: string;
  readonly occurrence: string;
}

interface CloudEvent {
  readonly origin: OutcomeOrigin;
  readonly namespace: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  /** W3C trace context of the event that started the workflow, if it had one. */
  readonly parent?: string | undefined;
}

/** Frozen: namespace of the ids by which subscribers recognise repetitions. */
const OUTCOME_IDS = '4ed30de2-c364-4615-92db-2240878b5608';

/** Frozen: all subscribers dedupe by it. */
export const outcomeId = ({ workflowId, firstRunId, name, occurrence }: OutcomeOrigin): string =>
  uuidv5(JSON.stringify([workflowId, firstRunId, name, occurrence]), OUTCOME_IDS);

/** CloudEvents 1.0 in binary mode, as in its Kafka protocol binding. */
export function outcomeHeaders(event: CloudEvent): Record<string, string> {
  const id = outcomeId(event.origin);
  return {
    ce_specversion: '1.0',
    ce_id: id,
    ce_type: event.type,
    ce_source: `/kafka-temporal-bridge/${event.namespace}`,
    ce_subject: event.subject,
    ce_time: event.time,
    'content-type': 'application/avro',
    traceparent: childOf(event.parent, event.origin, id),
  };
}

const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;

/** Continues the trace with a new span for the outcome; without a trace, the trace id is derived from the workflow. */
function childOf(parent: string | undefined, { workflowId, firstRunId }: OutcomeOrigin, id: string): string {
  const span = id.replaceAll('-', '').slice(0, 16);
  const [, trace, flags] = TRACEPARENT.exec(parent ?? '') ?? [];
  return `00-${trace ?? uuidv5(JSON.stringify([workflowId, firstRunId]), OUTCOME_IDS).replaceAll('-', '')}-${span}-${flags ?? '01'}`;
}
