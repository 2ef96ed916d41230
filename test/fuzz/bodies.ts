import avro from 'avsc';
import { double, float, long } from '../corpus/avro-bytes.ts';
import type { Random } from './random.ts';

const { ArrayType, EnumType, FixedType, MapType, RecordType, UnwrappedUnionType, WrappedUnionType } =
  avro.types;

/** Past so many values or levels a body only gets what ends it. */
const BUDGET = { values: 300, depth: 12 };

/** Where a long may be taken wrongly. */
const ODD_LONGS = [
  -1n,
  0n,
  1n,
  2n ** 28n,
  2n ** 31n,
  2n ** 32n,
  -(2n ** 31n),
  2n ** 40n,
  2n ** 52n + 1n,
  -(2n ** 52n) - 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  -(2n ** 53n) - 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  2n ** 64n,
  2n ** 90n,
];

/** A block that is repeated is one of very many items in few bytes. */
const REPEATED_BYTES = 64;

/**
 * A body of a type. With `lies` above 0, each count, length, index and number is wrong with that probability; with 0
 * the body is a good one, of values that can be read exactly.
 *
 * @param fill the bytes up to which a block of small items is repeated. Default: it is not
 */
export function randomBody(type: avro.Type, random: Random, lies: number, fill = 0): Buffer {
  const chunks: Buffer[] = [];
  let values = 0;

  const number = (honest: number | bigint) =>
    chunks.push(
      random.chance(lies) ? random.pick([long(random.pick(ODD_LONGS)), random.bytes(12)]) : long(honest),
    );

  function text(content: Buffer): void {
    number(content.length);
    chunks.push(random.chance(lies) ? random.bytes(content.length) : content);
  }

  const word = (length = random.below(12)) =>
    Buffer.from(Array.from({ length }, () => random.pick(LETTERS)).join(''));

  function blocks(depth: number, item: (index: number) => void, empty: boolean): void {
    const counts =
      empty || values > BUDGET.values || depth > BUDGET.depth ? [] : [random.below(5), random.below(3)];
    let index = 0;
    for (const count of counts) {
      if (count === 0) continue;
      const start = chunks.length;
      for (let left = count; left > 0; left -= 1) item(index++);
      const once = Buffer.concat(chunks.splice(start));
      const times = once.length <= REPEATED_BYTES ? Math.ceil(fill / (once.length + 1)) || 1 : 1;
      const block = Buffer.alloc(once.length * times, once);
      if (random.chance(0.5)) {
        number(-count * times);
        number(block.length);
      } else number(count * times);
      chunks.push(block);
    }
    number(0);
  }

  function write(of: avro.Type, depth: number): void {
    values += 1;
    if (depth > 90) return;
    if (of instanceof RecordType) of.fields.forEach((field) => write(field.type, depth + 1));
    else if (of instanceof ArrayType) blocks(depth, () => write(of.itemsType, depth + 1), false);
    else if (of instanceof MapType) {
      blocks(
        depth,
        (index) => {
          text(
            random.chance(lies)
              ? Buffer.from(random.pick(ODD_KEYS))
              : Buffer.concat([word(), Buffer.from(String(index))]),
          );
          write(of.valuesType as avro.Type, depth + 1);
        },
        false,
      );
    } else if (of instanceof UnwrappedUnionType || of instanceof WrappedUnionType) {
      const ends = of.types.findIndex(({ typeName }) => typeName === 'null');
      const index = ends >= 0 && depth > BUDGET.depth ? ends : random.below(of.types.length);
      number(index);
      write(of.types[index]!, depth + 1);
    } else if (of instanceof EnumType) number(random.below(of.symbols.length));
    else if (of instanceof FixedType) chunks.push(random.bytes(of.size));
    else primitive(of.typeName);
  }

  function primitive(name: string): void {
    switch (name) {
      case 'boolean':
        return void chunks.push(Buffer.from([random.below(random.chance(lies) ? 256 : 2)]));
      case 'int':
        return void number(random.below(2 ** 32) - 2 ** 31);
      case 'long':
        return void number(random.below(2 ** 53 - 1) - (random.chance(0.5) ? 2 ** 52 : 0));
      case 'float':
        return void chunks.push(random.chance(lies) ? random.bytes(4) : float(random.below(1_000) / 8));
      case 'double':
        return void chunks.push(random.chance(lies) ? random.bytes(8) : double(random.below(1_000) / 7));
      case 'bytes':
        return text(random.bytes(random.below(20)));
      case 'string':
        return text(word(random.chance(0.01) ? 2_000 : random.below(20)));
    }
  }

  write(type, 0);
  return Buffer.concat(chunks);
}

const LETTERS = ['a', 'b', 'Z', '0', ' ', '/', '"', 'ä', '語', '\u{1f375}', '\0'];
const ODD_KEYS = ['__proto__', 'constructor', 'toString', '0', '4294967295', ''];

/** A body of which some bytes are changed, lost, repeated or put in. */
export function mutated(body: Buffer, random: Random): Buffer {
  let bytes = Buffer.from(body);
  for (let times = 1 + random.below(4); times > 0; times -= 1) {
    const at = random.below(bytes.length + 1);
    const to = Math.min(bytes.length, at + 1 + random.below(8));
    const [before, middle, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
    bytes = random.pick([
      () => Buffer.concat([before, random.bytes(middle.length), after]),
      () => Buffer.concat([before, after]),
      () => Buffer.concat([before, middle, middle, after]),
      () => Buffer.concat([before, random.bytes(1 + random.below(4)), middle, after]),
      () => Buffer.concat([before, long(random.pick(ODD_LONGS)), after]),
      () => before,
      () =>
        Buffer.concat([before, Buffer.alloc(random.below(3_000), random.pick([0, 1, 2, 0x80, 0xff])), after]),
    ])();
  }
  return bytes;
}
