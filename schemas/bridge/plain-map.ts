import avro from 'avsc';

/** The argument of avsc's `_read`, for which avsc exports no type. */
interface Tap {
  readLong(): number;
  readString(): string;
}

interface Reads {
  _read(tap: Tap): unknown;
}

/**
 * avsc reads maps into plain objects, where a key `__proto__` is lost or changes the prototype. Here it is a key like
 * any other. `this` may be the type or one of avsc's resolvers: both have `valuesType`.
 */
class PlainMapType extends avro.types.MapType {
  _read(tap: Tap): Record<string, unknown> {
    const values = this.valuesType as Reads;
    const map = Object.create(null) as Record<string, unknown>;
    for (let count = readCount(tap); count > 0; count = readCount(tap)) {
      while (count-- > 0) {
        const key = tap.readString();
        // oxlint-disable-next-line no-underscore-dangle -- avsc's own name, which is how its types read each other
        map[key] = values._read(tap);
      }
    }
    return map;
  }
}

/** Negative if the size of the block follows. */
function readCount(tap: Tap): number {
  const count = tap.readLong();
  if (count < 0) tap.readLong();
  return Math.abs(count);
}

/** For avsc's `typeHook`. */
export const plainMaps = (schema: unknown, options: object): avro.Type | undefined =>
  typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === 'map'
    ? new PlainMapType(schema as avro.Schema, options)
    : undefined;
