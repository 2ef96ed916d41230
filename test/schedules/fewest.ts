/**
 * Takes steps away, one at a time, for as long as the rest is still broken. fast-check makes a list short, and leaves steps
 * in its middle that do nothing.
 */
export async function fewest<T>(
  steps: readonly T[],
  isBroken: (steps: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  for (let at = 0; at < steps.length; at += 1) {
    const others = steps.toSpliced(at, 1);
    if (await isBroken(others)) return fewest(others, isBroken);
  }
  return steps;
}
