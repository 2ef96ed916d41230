import type { Answer, Books } from './books.ts';

/** What identifies a request and its repetitions. */
interface Keyed {
  readonly key: string;
  /** Differs if a different request has the same key. */
  readonly fingerprint: string;
}

export type AnswerOnce = (request: Keyed, work: () => Promise<Answer>) => Promise<Answer>;

const KEY_REUSED: Answer = { status: 422, body: { error: 'idempotency-key-reused' } };

/**
 * Answers a repeated key without repeating the work, also after a restart. A repetition that comes during the work
 * waits for its answer. Only an answer that the work recorded in the books is repeated later; after any other answer,
 * the next request starts the work again.
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
