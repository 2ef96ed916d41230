import type { SeenRecord } from '../kafka/read-topics.ts';
import type { RecordType } from '../../schemas/bridge/record-type.ts';
import { UserError } from '../user-error.ts';

/** A record that a workflow published. */
export interface Outcome<T = unknown> {
  readonly topic: string;
  /** The record's short name, `OrderConfirmed`. */
  readonly type: string;
  readonly key: string;
  /** `ce_id`: the same whenever this outcome is published again. */
  readonly id: string;
  readonly value: T;
  readonly headers: Readonly<Record<string, string>>;
}

/** A record that could not be used. */
export interface DeadLetter {
  readonly topic: string;
  readonly key: string | null;
  /** `ktb_reason`. */
  readonly reason: string;
  /** The reason in words. */
  readonly message: string;
  /** Short name; null if the value cannot be decoded. */
  readonly type: string | null;
  readonly value: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

interface Waiter {
  readonly wants: (outcome: Outcome) => boolean;
  readonly found: PromiseWithResolvers<Outcome>;
}

/** Outcomes and dead letters of the bridge so far, each in the order of its partition. */
export class SeenRecords {
  readonly #outcomes: Outcome[] = [];
  readonly #deadLetters: DeadLetter[] = [];
  readonly #waiters = new Set<Waiter>();
  #failure: Error | undefined;

  see({ topic, type, key, ceId, reason, value, headers }: SeenRecord): void {
    if (reason !== null) {
      const message = headers['__connect.errors.exception.message'] ?? '';
      this.#deadLetters.push({ topic, key, reason, message, type, value, headers });
      return;
    }
    const outcome: Outcome = { topic, type: type ?? '', key: key ?? '', id: ceId ?? '', value, headers };
    this.#outcomes.push(outcome);
    for (const { wants, found } of this.#waiters) if (wants(outcome)) found.resolve(outcome);
  }

  /** Nothing more will come: fails all current and future waits with the reason. */
  fail(cause: Error): void {
    this.#failure = cause;
    for (const { found } of this.#waiters) found.reject(cause);
  }

  outcomesOf(key: string): readonly Outcome[] {
    return this.#outcomes.filter((outcome) => outcome.key === key);
  }

  /** @param topic the dead-letter topic */
  deadLettersOn(topic: string): readonly DeadLetter[] {
    return this.#deadLetters.filter((letter) => letter.topic === topic);
  }

  /** The first outcome of a type and key, which may have come already. Throws after so many milliseconds. */
  async awaitOutcome<T>(type: RecordType<T>, key: string, withinMs: number): Promise<Outcome<T>> {
    const wants = (outcome: Outcome) => outcome.key === key && outcome.type === type.name;
    const waiter: Waiter = { wants, found: Promise.withResolvers() };
    const come = this.#outcomes.find(wants);
    if (come) waiter.found.resolve(come);
    else if (this.#failure) waiter.found.reject(this.#failure);
    const late = () => waiter.found.reject(this.#tooLate(type, key, withinMs));
    const timer = setTimeout(late, withinMs);
    this.#waiters.add(waiter);
    try {
      return (await waiter.found.promise) as Outcome<T>;
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    }
  }

  #tooLate({ name }: RecordType, key: string, withinMs: number): UserError {
    const letters = this.#deadLetters.filter((letter) => letter.key === key);
    const came = [
      ...this.outcomesOf(key).map(({ type, topic }) => `${type} on ${topic}`),
      ...letters.map(({ reason, topic, message }) => `a dead letter on ${topic} (${reason}: ${message})`),
    ];
    const instead =
      came.length > 0 ? `what came of that key: ${came.join(', ')}` : 'nothing came of that key';
    return new UserError(`no ${name} of ${key} within ${withinMs} ms; ${instead}`);
  }
}
