/**
 * Does something for each item, in order, with a bounded number under way. After a failure nothing more is begun; what
 * is under way ends first, then the failure is thrown.
 *
 * @param onDone hears how many items are done without a gap, counted from the first
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
