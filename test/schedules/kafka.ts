import type { OutboundRecord } from '../../consumers/bridge/dead-letter.ts';
import { DEAD_LETTER_HEADERS } from '../../consumers/bridge/dead-letter.ts';
import type { Log } from './records.ts';

/** A commit as a member sends it. */
export interface Commit {
  readonly member: string;
  /** As the member knows it. */
  readonly generation: number;
  readonly offset: number;
  readonly metadata: string;
}

/** A consumer group of the topic's one partition, and its coordinator. One reader is one group. */
export class Group {
  readonly reader: string;
  generation = 0;
  /** Name of the member that has the partition in this generation. */
  owner = '';
  committed: Commit | undefined;

  constructor(reader: string) {
    this.reader = reader;
  }

  /** As the coordinator does: it knows generations, and not who has which partition. */
  commit(commit: Commit): void {
    if (commit.generation !== this.generation)
      throw Object.assign(new Error('another generation'), { type: 'ILLEGAL_GENERATION' });
    this.committed = commit;
  }
}

/** A dead letter that is on its topic. */
export interface Letter {
  readonly reader: string;
  readonly eventId: string;
  readonly offset: number;
}

export const letterOf = (reader: string, { headers }: OutboundRecord): Letter => ({
  reader,
  eventId: String(headers[DEAD_LETTER_HEADERS.eventId]),
  offset: Number(headers[DEAD_LETTER_HEADERS.offset]),
});

/** What all processes see of Kafka. */
export interface Kafka {
  readonly log: Log;
  readonly letters: Letter[];
}
