type Contenders = readonly Promise<unknown>[];
type OnSettled = (winner: Promise<unknown>) => void;

/** Of each promise that has not settled yet, the races that wait for it. */
const waiting = new WeakMap<Promise<unknown>, Set<OnSettled>>();

/**
 * What the first of these promises becomes, as `Promise.race`. That one is not to be used: each of its races leaves
 * something on each promise until the promise settles, so memory fills up while one stays open. A race of this one
 * leaves nothing once it is over.
 */
export async function race<P extends Contenders>(contenders: readonly [...P]): Promise<Awaited<P[number]>> {
  const over = Promise.withResolvers<{ readonly winner: Promise<unknown> }>();
  const onSettled: OnSettled = (winner) => over.resolve({ winner });
  for (const contender of contenders) racesOf(contender).add(onSettled);
  try {
    const { winner } = await over.promise;
    return (await winner) as Awaited<P[number]>;
  } finally {
    for (const contender of contenders) waiting.get(contender)?.delete(onSettled);
  }
}

/** A promise is subscribed to once, however many races it takes part in. */
function racesOf(contender: Promise<unknown>): Set<OnSettled> {
  const known = waiting.get(contender);
  if (known) return known;
  const races = new Set<OnSettled>();
  waiting.set(contender, races);
  const tell = () => {
    waiting.delete(contender);
    for (const onSettled of races) onSettled(contender);
  };
  contender.then(tell, tell);
  return races;
}
