import type { InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import { isRejected } from '../../schemas/bridge/rejected.ts';
import type { Tell } from './happening.ts';
import { Group, type Kafka } from './kafka.ts';
import { Laws } from './laws.ts';
import { decodeOf, dispatchFor, Member, routeOf, type BridgeParts, type MemberParts } from './member.ts';
import { Network, nothingReady, type Caller } from './network.ts';
import { bytesOf, headersOf, Log, TOPIC } from './records.ts';
import type { Step, Who } from './steps.ts';
import { Temporal } from './temporal.ts';
import type { Guard } from './workflow.ts';

export interface WorldParts extends BridgeParts {
  readonly guard: Guard;
  readonly readers: number;
  /** Hears what happens, and the same in words. */
  readonly tell: Tell;
}

/** Everything that there is in a schedule: one topic, its readers with two members each, Temporal, and what is between. */
export class World {
  readonly laws: Laws;
  readonly #kafka: Kafka = { log: new Log(), letters: [] };
  readonly #network = new Network();
  readonly #temporal: Temporal;
  readonly #parts: WorldParts;
  readonly #groups: readonly Group[];
  /** Two of each group; one that was never needed is not there. */
  readonly #members: (Member | undefined)[] = [];
  /** What each member has settled. */
  readonly #settled = new Map<Member, Set<number>>();

  constructor(parts: WorldParts) {
    this.#parts = parts;
    this.laws = new Laws(this.#kafka);
    this.#temporal = new Temporal({
      ...{ network: this.#network, guard: parts.guard, tell: parts.tell },
      onApplied: (workflow, event) => this.laws.applied(workflow, event),
    });
    this.#groups = Array.from({ length: parts.readers }, (_, at) => new Group('rs'[at]!));
    for (const at of this.#groups.keys()) this.#rebalance(2 * at);
  }

  async step(step: Step): Promise<void> {
    if (step.kind === 'land-all') await this.#landAll();
    else await this.#network.pass(() => this.#take(step));
  }

  /** What is under way goes well, and one member of each group reads to the end. */
  async rest(): Promise<void> {
    const owners = this.#groups.map((group) => this.#ownerOf(group));
    for (let rounds = 0; rounds < MOST_ROUNDS && !this.#isDone; rounds += 1) {
      await this.#landAll();
      for (const owner of owners) owner.fetch();
      await nothingReady();
      for (const owner of owners) owner.commit();
    }
    this.laws.atRest(this.#groups);
  }

  async #landAll(): Promise<void> {
    await nothingReady();
    for (let turns = 0; turns < MOST_TURNS; turns += 1)
      if (!(await this.#network.pass(() => this.#network.land(0, 'ok') !== undefined))) return;
    throw new Error('calls and waits never end, though all go well');
  }

  get #isDone(): boolean {
    const { end } = this.#kafka.log;
    return this.#network.underWay === 0 && this.#groups.every(({ committed }) => committed?.offset === end);
  }

  /** False if the step cannot happen. */
  #take(step: Exclude<Step, { kind: 'land-all' }>): boolean {
    const { log } = this.#kafka;
    switch (step.kind) {
      case 'produce':
        log.append(step.record);
        return false;
      case 'register-schema':
        log.registerSchema();
        return false;
      case 'skip':
        log.end += step.offsets;
        return false;
      case 'land': {
        const what = this.#network.land(step.call, step.end);
        if (what !== undefined) this.#parts.tell('calls', what);
        return what !== undefined;
      }
      case 'fetch':
        return this.#members[this.#at(step.who)]?.fetch() ?? false;
      case 'commit':
        this.#members[this.#at(step.who)]?.commit();
        return true;
      case 'rebalance':
        this.#rebalance(this.#at(step.to));
        return true;
      case 'hear':
      case 'join':
        this.#members[this.#at(step.who)]?.consumer[step.kind]();
        return true;
      case 'crash':
        this.#crash(this.#at(step.who));
        return false;
      case 'continue-as-new':
        this.#temporal.workflows.get(step.workflow)?.continueAsNew();
        return false;
      case 'close':
        this.#temporal.workflows.get(step.workflow)?.close();
        return false;
      case 'replay':
        void this.#replay(step.letter);
        return true;
    }
  }

  /** With one reader, the steps of the second one's members are of the first one's. */
  #at({ reader, is }: Who): number {
    const group = this.#groups[reader % this.#groups.length]!;
    const owner = 2 * this.#groups.indexOf(group) + Number(group.owner.at(-1));
    return is === 'owner' ? owner : owner ^ 1;
  }

  #member(at: number): Member {
    const group = this.#groups[Math.floor(at / 2)]!;
    return (this.#members[at] ??= new Member(`${group.reader}${at % 2}`, this.#memberParts(group)));
  }

  #memberParts(group: Group): MemberParts {
    return {
      ...{ network: this.#network, temporal: this.#temporal, kafka: this.#kafka, group, parts: this.#parts },
      tell: this.#parts.tell,
      onBegun: ({ name, consumer }, offset) =>
        this.laws.begun(name, offset, consumer.joined === group.generation),
      onSettled: (member, offset) => this.#settledBy(member).add(offset),
      onCommitted: (member, joined) => this.laws.committed(group, joined, this.#settledBy(member)),
    };
  }

  #settledBy(member: Member): Set<number> {
    const settled = this.#settled.get(member) ?? new Set();
    this.#settled.set(member, settled);
    return settled;
  }

  /** The member that reads; if there is none, as it died or heard of nothing, the partition is given to one. */
  #ownerOf(group: Group): Member {
    const at = this.#at({ reader: this.#groups.indexOf(group), is: 'owner' });
    if (this.#members[at]?.consumer.joined !== group.generation) this.#rebalance(at);
    return this.#members[at]!;
  }

  /** The partition goes to a member, which hears of it at once. Others of its group go on until they hear of it. */
  #rebalance(to: number): void {
    const member = this.#member(to);
    const group = this.#groups[Math.floor(to / 2)]!;
    group.generation += 1;
    group.owner = member.name;
    this.#parts.tell('rebalanced', `${member.name} has the partition, in generation ${group.generation}`);
    member.consumer.hear();
    member.consumer.join();
  }

  /** A process dies without a word, and another one takes its place, which waits to be assigned something. */
  #crash(at: number): void {
    const member = this.#members[at];
    if (member) {
      member.isAlive = false;
      this.#parts.tell('crashed', `${member.name} dies`);
    }
    this.#members[at] = undefined;
  }

  /** As `ktb dlq replay` does with a dead letter. */
  async #replay(at: number): Promise<void> {
    const { letters, log } = this.#kafka;
    const letter = letters[at % letters.length];
    if (!letter) return;
    const { reader, offset } = letter;
    const caller: Caller = { name: `${reader}-replay`, isAlive: true };
    const record = recordOf(offset, headersOf(log.records.get(offset)!));
    const { todo, identity } = routeOf(reader)(record, await decodeOf(this.#kafka)(record));
    const group = this.#groups.find((one) => one.reader === reader)!;
    const dispatch = dispatchFor(caller, this.#memberParts(group));
    this.laws.begun(caller.name, offset);
    const answer = await dispatch(todo, { ...identity, replay: true }, NEVER);
    this.#parts.tell('replayed', `the replay of record ${offset} by ${reader} ends: ${answer.kind}`);
    if (!isRejected(answer) && answer.kind !== 'ignored') this.laws.replayed(reader, offset, identity.id);
  }
}

const MOST_ROUNDS = 100;
const MOST_TURNS = 1_000;
const NEVER = new AbortController().signal;

const recordOf = (offset: number, headers: InboundRecord['headers']): InboundRecord => ({
  ...{ topic: TOPIC, partition: 0, offset: BigInt(offset), timestamp: 0 },
  ...{ ...bytesOf(offset), headers },
});
