import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The patches were written against the sources of this release, and fit no other. */
const PATCHED = '2.2.4';
const { version } = require('ktb-kafkajs/package.json') as { version: string };
if (version !== PATCHED) throw new Error(`the patches are for kafkajs ${PATCHED}, not ${version}`);

/** A module of kafkajs that its package does not export: what it holds now, patched or not. */
export const internal = <T>(path: string): T => require(`ktb-kafkajs/src/${path}`) as T;

/** Replaces what a module of kafkajs exports. Throws if it is loaded already, because the modules that loaded it keep the original. */
export function replaceInternal<T>(path: string, replacement: (original: T) => T): void {
  const id = require.resolve(`ktb-kafkajs/src/${path}`);
  if (require.cache[id]) throw new Error(`${path} of kafkajs is in use, and so cannot be patched any more`);
  const original = internal<T>(path);
  require.cache[id]!.exports = replacement(original);
}

/** Reads a buffer from its offset on; kafkajs's `protocol/decoder.js`. */
export interface Decoder {
  readonly buffer: Buffer;
  offset: number;
  canReadBytes(count: number): boolean;
  readInt8(): number;
  readInt16(): number;
  readInt32(): number;
  readInt64(): bigint;
  readBoolean(): boolean;
  readString(): string | null;
  readBytes(length: number): Buffer;
  readArray<T>(read: (decoder: Decoder) => T): T[];
  /** Null if the length is 0. */
  readUVarIntString(): string | null;
  readUVarIntArray<T>(read: (decoder: Decoder) => T): T[] | null;
  readTaggedFields(): unknown;
  readVarInt(): number;
  readVarLong(): Long;
  /** Null if the length is -1. */
  readVarIntBytes(): Buffer | null;
  readVarIntString(): string | null;
}

/** Builds a buffer; kafkajs's `protocol/encoder.js`. */
export interface Encoder {
  readonly buffer: Buffer;
  size(): number;
  writeInt8(value: number): this;
  writeInt32(value: number): this;
  writeInt64(value: string): this;
  writeBoolean(value: boolean): this;
  writeString(value: string): this;
  writeUVarInt(value: number): this;
  writeUVarIntString(value: string): this;
  writeVarInt(value: number): this;
  writeVarLong(value: number | Long): this;
  writeVarIntBytes(value: Buffer | string | null): this;
  writeVarIntString(value: string): this;
  writeEncoder(value: Encoder): this;
}

/** 64 bits; kafkajs's `utils/long.js`. */
export interface Long {
  add(other: Long | number): Long;
  toString(): string;
}
