import type { Group, Kafka } from './kafka.ts';
import type { Produced } from './records.ts';
import type { Applied } from './workflow.ts';

/** What holds at every step; the numbers are those of docs/guarantees.md. Each breach is kept as a sentence. */
export class Laws {
  readonly breaches: string[] = [];
  readonly #kafka: Kafka;
  /** `<workflow> <reader>` -> the events that were applied, in order. */
  readonly #applied = new Map<string, (Applied & { readonly at: number })[]>();
  /** `<process> <offset>` -> when it last began to work on the record. */
  readonly #begun = new Map<string, number>();
  #now = 0;
  /** `<member> <generation>` -> the latest commit. */
  readonly #commits = new Map<string, number>();

  constructor(kafka: Kafka) {
    this.#kafka = kafka;
  }

  /** @param isCurrent whether it knows what happened before: it does not, if it has lost the partition and not heard of it */
  begun(process: string, offset: number, isCurrent = true): void {
    this.#now += 1;
    this.#begun.set(`${process} ${offset}`, isCurrent ? this.#now : 0);
  }

  /** L2, L3 and L4: a workflow's code was given an event. */
  applied(workflow: string, event: Applied): void {
    const place = `${workflow} ${readerOf(event.by)}`;
    const before = this.#applied.get(place) ?? [];
    const offset = Number(event.offset);
    if (before.some(({ id }) => id === event.id))
      this.#breach('L2', `record ${offset} was applied to ${workflow} again`);
    const late = before.find((one) => !one.replay && Number(one.offset) > offset);
    if (late && !event.replay && !this.#isRace(event, late))
      this.#breach('L3', `record ${offset} was applied to ${workflow} after record ${late.offset}`);
    if (this.#kafka.log.records.get(offset)?.to !== workflow)
      this.#breach('L4', `record ${offset} was applied to ${workflow}, and is not for it`);
    this.#now += 1;
    this.#applied.set(place, [...before, { ...event, at: this.#now }]);
  }

  /**
   * What nobody can prevent: while a member works on a record, another one, which has lost the partition or has it now,
   * rejects that record and goes on with later ones. The record has its dead letter then.
   */
  #isRace(event: Applied, later: Applied & { readonly at: number }): boolean {
    const began = this.#begun.get(`${event.by} ${event.offset}`) ?? 0;
    const isRejected = this.#kafka.letters.some(({ eventId }) => eventId === event.id);
    return isRejected && later.by !== event.by && began < later.at;
  }

  /**
   * L1, L5 and L6: the coordinator took a commit.
   *
   * @param joined the generation whose assignment the member was told
   * @param settled the offsets that this member has settled
   */
  committed(group: Group, joined: number, settled: ReadonlySet<number>): void {
    const { member, generation, offset } = group.committed!;
    const what = `${member} committed ${offset}`;
    if (group.owner !== member || joined !== generation)
      this.#breach('L6', `${what}, and the partition is not its own`);
    const assignment = `${member} ${generation}`;
    const before = this.#commits.get(assignment);
    if (before !== undefined && before > offset) this.#breach('L5', `${what} after ${before}`);
    if (before !== undefined) {
      const open = this.#kafka.log.between(before, offset).find((at) => !settled.has(at));
      if (open !== undefined) this.#breach('L5', `${what}, and did not settle record ${open}`);
    }
    this.#commits.set(assignment, offset);
    this.#nothingLost(group.reader, offset, what);
  }

  /** L1, once everything has come to rest. */
  atRest(groups: readonly Group[]): void {
    const end = this.#kafka.log.end;
    for (const { reader, committed } of groups) {
      if (committed?.offset !== end)
        this.#breach('L1', `${reader} stays at ${committed?.offset}, and the log ends at ${end}`);
      this.#nothingLost(reader, end, 'in the end');
    }
  }

  /** L1: a replay was told to be done. */
  replayed(reader: string, offset: number, id: string): void {
    if (!this.#isApplied(reader, this.#kafka.log.records.get(offset)!, id))
      this.#breach('L1', `the replay of record ${offset} is done, and it was never applied`);
  }

  #nothingLost(reader: string, end: number, when: string): void {
    for (const offset of this.#kafka.log.between(0, end)) {
      const record = this.#kafka.log.records.get(offset)!;
      if (record.op === 'ignore') continue;
      const id = idOf(offset, record);
      const isLetter = this.#kafka.letters.some(
        (letter) => letter.reader === reader && letter.eventId === id,
      );
      if (!isLetter && !this.#isApplied(reader, record, id))
        this.#breach('L1', `${when}, record ${offset} is neither applied nor a dead letter`);
    }
  }

  #isApplied(reader: string, { to }: Produced, id: string): boolean {
    return this.#applied.get(`${to} ${reader}`)?.some((one) => one.id === id) ?? false;
  }

  #breach(law: string, what: string): void {
    this.breaches.push(`${law}: ${what}`);
  }
}

/** A process is named `<reader><number>`. */
const readerOf = (process: string): string => process.slice(0, 1);

const idOf = (offset: number, { name }: Produced): string =>
  name === undefined ? `c/t@1/0/${offset}` : `ce:${JSON.stringify(['s', name])}`;
