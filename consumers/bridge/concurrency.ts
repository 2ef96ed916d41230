export interface ConcurrencyOptions {
  /** Default 100. */
  readonly max?: number;
  /** Whether an error says that there are too many calls. */
  readonly isOverload: (error: unknown) => boolean;
}

/**
 * A bound on calls under way, first come first served. It halves when the other side says that it is overloaded, and
 * grows by one for every round of calls that went well, as TCP does.
 */
export class Concurrency {
  readonly #max: number;
  readonly #isOverload: (error: unknown) => boolean;
  readonly #waiting: (() => void)[] = [];
  #limit: number;
  #underWay = 0;
  /** Calls that went well since the limit last changed. */
  #well = 0;
  /** Of all calls, since the beginning. */
  #answers = { well: 0, overload: 0 };
  /** The answers so far when what a call is made for last met an overload. */
  readonly #before = new WeakMap<object, { readonly well: number; readonly overload: number }>();

  constructor({ max = 100, isOverload }: ConcurrencyOptions) {
    this.#max = max;
    this.#limit = max;
    this.#isOverload = isOverload;
  }

  get limit(): number {
    return this.#limit;
  }

  /**
   * @param what the call is made for: one that meets an overload again and again while the others go well says nothing
   * about them, as if its workflow is busy. Default: each call is made for something else
   */
  async withPermit<T>(call: () => Promise<T>, what: object = {}): Promise<T> {
    if (this.#underWay < this.#limit) this.#underWay += 1;
    else await new Promise<void>((go) => this.#waiting.push(go));
    try {
      const answer = await call();
      this.#wentWell();
      return answer;
    } catch (error) {
      if (this.#isOverload(error)) this.#overloaded(what);
      throw error;
    } finally {
      this.#underWay -= 1;
      while (this.#underWay < this.#limit && this.#waiting.length > 0) {
        this.#underWay += 1;
        this.#waiting.shift()!();
      }
    }
  }

  #wentWell(): void {
    this.#answers.well += 1;
    this.#well += 1;
    if (this.#well < this.#limit || this.#limit === this.#max) return;
    this.#limit += 1;
    this.#well = 0;
  }

  /** Calls that were under way together fail together: until one has gone well again, that is one overload. */
  #overloaded(what: object): void {
    const before = this.#before.get(what);
    const { well, overload } = this.#answers;
    const isAlone = before !== undefined && before.overload === overload && before.well < well;
    this.#answers.overload += 1;
    this.#before.set(what, { ...this.#answers });
    if (isAlone) return;
    if (this.#well === 0 && this.#limit < this.#max) return;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    this.#well = 0;
  }
}
