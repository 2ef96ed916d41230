/**
 * Processes the items in order, with a bounded number in flight. After a failure it starts no more, waits for those in
 * flight, then throws the failure.
 *
 * @param onDone called with the number of items done without a gap, counted from the first
 */
export async function eachInFlight<T>(
  items: readonly T[],
  limit: number,
  run: (item: T, index: number) => Promise<void>,
  onDone: (count: number) => void,
): Promise<void> {
  const done = new Set<number>();
  let next = 0;
  let count = 0;
  let failure: { readonly error: unknown } | undefined;

  async function work(): Promise<void> {
    while (next < items.length && !failure) {
      const index = next++;
      try {
        await run(items[index]!, index);
      } catch (error) {
        failure ??= { error };
        return;
      }
      done.add(index);
      const before = count;
      while (done.delete(count)) count += 1;
      if (count > before) onDone(count);
    }
  }

  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  if (failure) throw failure.error;
}
