/** How long an answer stays valid, in milliseconds. `Infinity`: permanently. */
export type LifeOf<Answer> = (answer: Answer) => number;

interface Kept<Answer> {
  readonly answer: Answer;
  readonly until: number;
}

/** Limit on short-lived answers: records with invented schema ids must not fill the memory. */
const MAX_SHORT_LIVED = 10_000;

/**
 * Asks once per key, even for concurrent callers, and caches the answer for its lifetime. A failure is not cached: the
 * next call asks again.
 *
 * @param now milliseconds of a clock that never goes backwards
 */
export function rememberAnswers<Key, Answer>(
  ask: (key: Key) => Promise<Answer>,
  lifeOf: LifeOf<Answer>,
  now: () => number = () => performance.now(),
): (key: Key) => Promise<Answer> {
  const lasting = new Map<Key, Answer>();
  const shortLived = new Map<Key, Kept<Answer>>();
  const asking = new Map<Key, Promise<Answer>>();

  function keep(key: Key, answer: Answer): void {
    const life = lifeOf(answer);
    if (life === Infinity) lasting.set(key, answer);
    else {
      // In order of arrival, which is also the order of expiry.
      for (const [other, { until }] of shortLived) {
        if (until > now() && shortLived.size < MAX_SHORT_LIVED) break;
        shortLived.delete(other);
      }
      shortLived.set(key, { answer, until: now() + life });
    }
  }

  async function askFor(key: Key): Promise<Answer> {
    const answer = await ask(key);
    keep(key, answer);
    return answer;
  }

  return async (key) => {
    const known = lasting.get(key);
    if (known !== undefined) return known;
    const kept = shortLived.get(key);
    if (kept && kept.until > now()) return kept.answer;
    shortLived.delete(key);
    let asked = asking.get(key);
    if (!asked) {
      asked = askFor(key).finally(() => asking.delete(key));
      asking.set(key, asked);
    }
    return await asked;
  };
}
