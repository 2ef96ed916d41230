import type { Client } from '@temporalio/client';
import { headerText, type InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import type { Decoded } from '../../schemas/bridge/codec.ts';
import { readEventHeader, type EventHeader } from '../../workflows/bridge/interceptors/event-header.ts';
import { topicOf } from '../../workflows/bridge/interceptors/same-event.ts';
import { wholeHistory, type HistoryEvent } from '../history.ts';
import { NOT_FOR_WORKFLOWS, workflowIdOf, type Counted, type Opened } from './records.ts';

export interface Findings {
  readonly records: number;
  readonly workflows: number;
  readonly deadLetters: number;
  /** Records of which neither a history nor the dead letters know, where they may not be ignored. */
  readonly lost: string[];
  /** Events that were applied more than once, or were applied and dead-lettered too. */
  readonly doubled: string[];
  /** Events that entered a workflow's history before one that stands in front of them in the partition. */
  readonly inversions: string[];
  /** Starts, signals and dead letters that come from no record, or from one that was aborted. */
  readonly phantoms: string[];
}

/** A record as the soak made it. */
export interface SoakRecord extends InboundRecord {
  readonly decoded: Decoded | undefined;
}

/**
 * Compares what is on the topics with the dead letters and with the histories of all runs of all workflows.
 *
 * @param abortedIds of workflows of which only aborted records know
 */
export async function audit(
  client: Client,
  all: readonly SoakRecord[],
  deadLetters: readonly InboundRecord[],
  abortedIds: readonly string[],
): Promise<Findings> {
  const dead = new Set(deadLetters.map(placeOfLetter));
  // An aborted record is none, even if the reader with which this reads the topics should show it.
  const records = all.filter(({ headers }) => headers[NOT_FOR_WORKFLOWS] === undefined);
  const findings = {
    lost: [] as string[],
    doubled: [] as string[],
    inversions: [] as string[],
    phantoms: [] as string[],
  };
  const byId = Map.groupBy(
    records.filter(({ decoded }) => decoded !== undefined),
    ({ decoded }) => (decoded!.value as Opened | Counted).id,
  );
  for (const record of records) {
    const mustBeDead = record.decoded === undefined && record.value !== null;
    if (mustBeDead && !dead.has(placeOf(record))) findings.lost.push(placeOf(record));
  }
  for (const letter of deadLetters)
    if (letter.headers[NOT_FOR_WORKFLOWS] !== undefined) findings.phantoms.push(placeOfLetter(letter));
  for (const id of new Set([...byId.keys(), ...abortedIds]))
    auditWorkflow(findings, await wholeHistory(client, workflowIdOf(id)), byId.get(id) ?? [], dead);
  return { records: records.length, workflows: byId.size, deadLetters: dead.size, ...findings };
}

function auditWorkflow(
  { lost, doubled, inversions, phantoms }: Omit<Findings, 'records' | 'workflows' | 'deadLetters'>,
  history: readonly HistoryEvent[],
  records: readonly SoakRecord[],
  dead: ReadonlySet<string>,
): void {
  const places = new Map(records.map((record) => [placeOf(record), record]));
  const entered = history.flatMap((event): (EventHeader | undefined)[] => {
    const started = event.workflowExecutionStartedEventAttributes;
    if (started?.continuedExecutionRunId) return [];
    const attributes = started ?? event.workflowExecutionSignaledEventAttributes;
    return attributes ? [readEventHeader(attributes.header?.fields ?? {})] : [];
  });
  const seen = new Set<string>();
  let highest = -1n;
  for (const header of entered) {
    const place = header && placeOfHeader(header);
    const record = place && places.get(place);
    if (!record) {
      phantoms.push(place ?? 'a start or signal without a record');
    } else if (!seen.has(header.id)) {
      seen.add(header.id);
      if (record.offset < highest) inversions.push(placeOf(record));
      else highest = record.offset;
    }
  }

  const applied = appliedOf(history);
  // A repeated event is one event, wherever its first record went.
  for (const [name, same] of Map.groupBy(records, nameOf)) {
    const buried = same.filter((record) => dead.has(placeOf(record)));
    const { n } = same[0]!.decoded!.value as Partial<Counted>;
    const times =
      n === undefined
        ? Number(same.some((record) => isIn(entered, record)))
        : applied.filter((each) => each === n).length;
    if (times + buried.length === 0) lost.push(name);
    if (times > 1 || (times === 1 && buried.length > 0)) doubled.push(name);
  }
}

const isIn = (entered: readonly (EventHeader | undefined)[], record: InboundRecord) =>
  entered.some((header) => header && placeOfHeader(header) === placeOf(record));

const placeOf = ({ topic, partition, offset }: InboundRecord): string => `${topic}/${partition}/${offset}`;

const placeOfHeader = (header: EventHeader): string =>
  `${topicOf(header)}/${header.partition}/${header.offset}`;

const placeOfLetter = ({ headers }: InboundRecord): string =>
  ['topic', 'partition', 'offset'].map((name) => headerText(headers, `__connect.errors.${name}`)).join('/');

const nameOf = (record: SoakRecord): string => headerText(record.headers, 'ce_id') ?? placeOf(record);

/** What the workflow says at its end that it applied; nothing where it has not ended. */
function appliedOf(history: readonly HistoryEvent[]): number[] {
  const [result] = history.at(-1)?.workflowExecutionCompletedEventAttributes?.result?.payloads ?? [];
  return result?.data ? (JSON.parse(Buffer.from(result.data).toString()) as number[]) : [];
}
