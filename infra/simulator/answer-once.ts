import type { Answer, Books } from './books.ts';

/** A request as far as its repetitions matter. */
interface Keyed {
  readonly key: string;
  /** Differs where another request comes with the same key. */
  readonly fingerprint: string;
}

export type AnswerOnce = (request: Keyed, work: () => Promise<Answer>) => Promise<Answer>;

const KEY_REUSED: Answer = { status: 422, body: { error: 'idempotency-key-reused' } };

/**
 * The same key gives the same answer without the work: later, after a restart, and while the first request is still
 * being worked on, in which case the repetitions wait for its answer. Only what the work left in the books is an
 * answer for good; after anything else the next request is worked on anew.
 */
export function answerOnce(books: Books): AnswerOnce {
  const underWay = new Map<string, { fingerprint: string; answer: Promise<Answer> }>();

  return async ({ key, fingerprint }, work) => {
    const known = underWay.get(key) ?? books.answerTo(key);
    if (known) return known.fingerprint === fingerprint ? known.answer : KEY_REUSED;
    const answer = work().finally(() => underWay.delete(key));
    underWay.set(key, { fingerprint, answer });
    return answer;
  };
}
