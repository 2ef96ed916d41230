/** Numbers that look random, the same ones each time; below `bound`. */
function seeded(): (bound: number) => number {
  let state = 42;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** So many corrupt forms of some bytes: some of them changed, and some cut off. */
export function* corruptionsOf(bytes: Buffer, count: number): Generator<Buffer> {
  const random = seeded();
  for (let index = 0; index < count; index += 1) {
    const corrupt = Buffer.from(bytes);
    for (let change = random(4); change >= 0; change -= 1) corrupt[random(bytes.length)] = random(256);
    yield corrupt.subarray(0, random(3) === 0 ? random(bytes.length) : bytes.length);
  }
}

/** What a function gives, or undefined if it throws. */
export function resultOf<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
