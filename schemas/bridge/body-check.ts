import { isUtf8 } from 'node:buffer';
import avro from 'avsc';
import { branchFor, fieldFor, isUnion, itemFor, type Counterpart } from './counterpart.ts';
import { Cursor, DEFAULT_LIMITS, INEXACT, type Limits, type Misfit } from './cursor.ts';
import { smallestSize } from './smallest-size.ts';

const { ArrayType, EnumType, FixedType, MapType, RecordType } = avro.types;

/** Undefined if avsc can decode the body within bounds and exactly as written. */
export type BodyCheck = (body: Buffer) => Misfit | undefined;

/** Checks one part of a body. False: it does not fit, and the cursor has the reason. */
type Walk = (at: Cursor) => boolean;

/**
 * Makes a check of bodies against their writer's schema. avsc trusts the counts and lengths in the data, so this check
 * reads them first, without building values.
 *
 * It refuses values that the reader uses and avsc cannot decode exactly: longs beyond 2^53 (-2^52 below zero), NaN and
 * infinities, text that is not UTF-8 (such as lone surrogates), a map key that occurs twice.
 *
 * Throws if the schema has parts that avsc would misread.
 */
export function bodyCheck(writer: avro.Type, reader: avro.Type, limits: Limits = DEFAULT_LIMITS): BodyCheck {
  const walk = walkOf(writer, reader, new Map());
  return (body) => {
    const at = new Cursor(body, limits);
    if (body.length > limits.bytes) at.fail(`it has more than ${limits.bytes} bytes`, 'oversize');
    else if (walk(at) && at.left > 0) at.fail('there are bytes after its end');
    return at.misfit;
  };
}

/** Checks of records by writer and reader, so that a recursive schema gives a finite check. */
type Known = Map<avro.Type, Map<Counterpart, Walk>>;

function walkOf(writer: avro.Type, reader: Counterpart, known: Known): Walk {
  if (isUnion(writer)) return unionWalk(writer.types.map((branch) => walkOf(branch, reader, known)));
  const read = branchFor(writer, reader);
  if (writer instanceof RecordType) return recordWalk(writer, read, known);
  if (writer instanceof ArrayType) return arrayWalk(writer, walkOf(writer.itemsType, itemFor(read), known));
  if (writer instanceof MapType) {
    const values = walkOf(writer.valuesType as avro.Type, itemFor(read), known);
    return mapWalk(values, read !== 'skipped');
  }
  if (writer instanceof EnumType) return indexWalk(writer.symbols.length, 'enum symbol');
  if (writer instanceof FixedType) return sizeWalk(writer.size);
  const walk = (read === 'skipped' ? SKIPPED : READ)[writer.typeName];
  if (!walk) throw new Error(`no such type: ${writer.typeName}`);
  return read instanceof avro.types.StringType ? text : walk;
}

function recordWalk(writer: avro.types.RecordType, reader: Counterpart, known: Known): Walk {
  const byReader = known.get(writer) ?? new Map<Counterpart, Walk>();
  known.set(writer, byReader);
  const found = byReader.get(reader);
  if (found) return found;

  const names = writer.fields.map(({ name }) => name);
  // avsc keeps fields in plain objects: it would not skip `toString`, and would read parts of `__proto__` as fields.
  if (names.some((name) => name in Object.prototype))
    throw new Error('a field has the name of a property of Object.prototype');
  const walks: Walk[] = [];
  const { values, json } = recordCost(writer, reader);
  const walk: Walk = (at) => {
    if (!at.enter() || !at.spendValues(values) || !at.spendJson(json)) return false;
    for (let index = 0; index < walks.length; index += 1) {
      if (!walks[index]!(at)) return at.failedAt(names[index]!);
    }
    return at.leave();
  };
  byReader.set(reader, walk);
  for (const { name, type } of writer.fields) walks.push(walkOf(type, fieldFor(name, reader), known));
  return walk;
}

/** A record costs more than its body shows if its reader has fields that its writer has not: each has its default. */
function recordCost(writer: avro.types.RecordType, reader: Counterpart): { values: number; json: number } {
  const written = writer.fields.length;
  if (reader === 'skipped') return { values: written, json: 0 };
  const { fields } = reader instanceof RecordType ? reader : writer;
  const names = new Set(writer.fields.map(({ name }) => name));
  const bytes = fields.map(({ name, defaultValue }) => {
    const missing = names.has(name) ? undefined : JSON.stringify(defaultValue());
    return AROUND_FIELD + name.length + (missing?.length ?? 0);
  });
  return { values: Math.max(written, fields.length), json: bytes.reduce((sum, size) => sum + size, 0) };
}

/** Quotes, colon and comma. */
const AROUND_FIELD = 4;

function arrayWalk(writer: avro.types.ArrayType, item: Walk): Walk {
  const itemBytes = smallestSize(writer.itemsType);
  const items = blocksWalk(itemBytes, (at, index) => item(at) || at.failedAt(index));
  return (at) => at.enter() && items(at, undefined) && at.leave();
}

function mapWalk(value: Walk, isRead: boolean): Walk {
  // An entry has at least one byte, for the length of its key. Keys are kept only while their map is checked.
  const entries = blocksWalk(1, (at, _, keys: Set<string> | undefined) => {
    if (!at.spendKeys(1)) return false;
    const length = readBlob(at);
    if (length < 0) return at.failedAt('(key)');
    if (keys && !isNewKey(at, length, keys)) return at.failedAt('(key)');
    return value(at) || at.failedAt('(value)');
  });
  return (at) => at.enter() && entries(at, isRead ? new Set() : undefined) && at.leave();
}

/** The cursor is right after the key. */
function isNewKey(at: Cursor, length: number, keys: Set<string>): boolean {
  const start = at.position - length;
  if (!isText(at.bytes, start, at.position)) return at.fail('it is not UTF-8');
  const before = keys.size;
  return (
    keys.add(at.bytes.toString('latin1', start, at.position)).size > before || at.fail('it occurs twice')
  );
}

/** Blocks of items, each with its count. After a negative count follows the block's size in bytes. A zero ends them. */
function blocksWalk<T>(itemBytes: number, item: (at: Cursor, index: number, more: T) => boolean) {
  return (at: Cursor, more: T): boolean => {
    for (let index = 0; ;) {
      const count = at.readLong();
      if (count === 0) return true;
      if (!Number.isSafeInteger(count)) return at.fail('a count of items is not valid');
      const size = count < 0 ? at.readLong() : undefined;
      const items = Math.abs(count);
      if (itemBytes === 0) {
        if (!at.spendUnbacked(items)) return false;
      } else if (items * itemBytes > at.left) return at.fail('it counts more items than its bytes can hold');
      if (!at.spendValues(items)) return false;
      const start = at.position;
      for (const end = index + items; index < end; index += 1) if (!item(at, index, more)) return false;
      if (size !== undefined && size !== at.position - start) return at.fail('the size of a block is wrong');
    }
  };
}

function unionWalk(branches: readonly Walk[]): Walk {
  return (at) => {
    const index = at.readLong();
    const branch = branches[index];
    return branch ? branch(at) : at.fail('there is no such union branch');
  };
}

const indexWalk =
  (count: number, of: string): Walk =>
  (at) => {
    const index = at.readLong();
    return (index >= 0 && index < count) || at.fail(`there is no such ${of}`);
  };

const sizeWalk =
  (size: number): Walk =>
  (at) =>
    at.skip(size);

/** Skips a length and its bytes; returns the length, or -1 if they are missing. */
function readBlob(at: Cursor): number {
  const length = at.readLong();
  if (!(length >= 0)) at.fail('its length is not valid');
  else if (at.skip(length)) return length;
  return -1;
}

const blob: Walk = (at) => readBlob(at) >= 0;

const text: Walk = (at) => {
  const length = readBlob(at);
  return length >= 0 && (isText(at.bytes, at.position - length, at.position) || at.fail('it is not UTF-8'));
};

/** Most text is short and ASCII, and a loop checks that faster than a native call. */
function isText(bytes: Buffer, start: number, end: number): boolean {
  if (end - start > 64) return isUtf8(bytes.subarray(start, end));
  for (let position = start; position < end; position += 1) {
    if (bytes[position]! >= 0x80) return isUtf8(bytes.subarray(position, end));
  }
  return true;
}

const boolean: Walk = (at) => {
  const start = at.position;
  return at.skip(1) && (at.bytes[start]! <= 1 || at.fail('it is neither true nor false'));
};

const int: Walk = (at) => {
  const value = at.readLong();
  return value === (value | 0) || at.fail('it is not an int');
};

const long: Walk = (at) => {
  const value = at.readLong();
  if (value === INEXACT) return at.fail('it is a long that cannot be read exactly');
  return !Number.isNaN(value) || at.fail('it is not a long');
};

const anyLong: Walk = (at) => !Number.isNaN(at.readLong()) || at.fail('it is not a long');

const finite =
  (size: number, read: (bytes: Buffer, position: number) => number): Walk =>
  (at) => {
    const start = at.position;
    return at.skip(size) && (Number.isFinite(read(at.bytes, start)) || at.fail('it is not a finite number'));
  };

const SKIPPED: Readonly<Record<string, Walk>> = {
  null: () => true,
  boolean,
  int,
  long: anyLong,
  float: sizeWalk(4),
  double: sizeWalk(8),
  bytes: blob,
  string: blob,
};

const READ: Readonly<Record<string, Walk>> = {
  ...SKIPPED,
  long,
  float: finite(4, (bytes, position) => bytes.readFloatLE(position)),
  double: finite(8, (bytes, position) => bytes.readDoubleLE(position)),
  string: text,
};
