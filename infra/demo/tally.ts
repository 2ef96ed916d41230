import type { SeenRecord } from '../kafka/read-topics.ts';

/** A record that must follow from the scenario. */
export interface Expected {
  readonly topic: string;
  readonly key: string;
  /** Short name of the record type; null for a dead letter that cannot be decoded. */
  readonly type: string | null;
  /** `ktb_reason` of a dead letter. */
  readonly reason?: string;
  /** Fields that the value must have; others may be anything. */
  readonly value?: Readonly<Record<string, unknown>>;
}

export interface Summary {
  readonly expected: number;
  readonly arrived: number;
  /** Second records of an outcome, under another id. */
  readonly duplicates: number;
  /** Records whose id was seen before. */
  readonly repeats: number;
  readonly unexpected: number;
}

/** Compares seen records with expected ones. Records of other keys do not belong to this run and are not counted. */
export class Tally {
  readonly #expected: readonly Expected[];
  readonly #arrivedAs = new Map<Expected, string>();
  readonly #ids = new Set<string>();
  #duplicates = 0;
  #repeats = 0;
  #unexpected = 0;

  constructor(expected: readonly Expected[]) {
    this.#expected = expected;
  }

  /** The expected record that has now arrived for the first time, if this is one. */
  see(record: SeenRecord): Expected | undefined {
    if (!this.#expected.some(({ key }) => key === record.key)) return undefined;
    const id = `${record.topic} ${record.ceId ?? record.headers['ktb_event_id'] ?? ''}`;
    if (this.#ids.has(id)) {
      this.#repeats += 1;
      return undefined;
    }
    this.#ids.add(id);

    const matches = this.#expected.filter((expected) => isMet(expected, record));
    const open = matches.find((expected) => !this.#arrivedAs.has(expected));
    if (open) this.#arrivedAs.set(open, id);
    else if (matches.length > 0) this.#duplicates += 1;
    else this.#unexpected += 1;
    return open;
  }

  get missing(): readonly Expected[] {
    return this.#expected.filter((expected) => !this.#arrivedAs.has(expected));
  }

  get summary(): Summary {
    return {
      expected: this.#expected.length,
      arrived: this.#arrivedAs.size,
      duplicates: this.#duplicates,
      repeats: this.#repeats,
      unexpected: this.#unexpected,
    };
  }
}

function isMet({ topic, key, type, reason, value = {} }: Expected, record: SeenRecord): boolean {
  const fields = (record.value ?? {}) as Record<string, unknown>;
  return (
    topic === record.topic &&
    key === record.key &&
    type === record.type &&
    (reason ?? null) === record.reason &&
    Object.entries(value).every(([name, wanted]) => JSON.stringify(fields[name]) === JSON.stringify(wanted))
  );
}
