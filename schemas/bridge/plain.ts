/** An estimate of the memory that a value takes, in bytes, which is many times what it has on the wire. */
export interface Weight {
  bytes: number;
}

/** What V8 takes for them on 64 bits, roughly. */
const SLOT = 8;
const HEADER = 24;

/**
 * A decoded Avro value as plain JSON data, which is what workflows receive: class instances that avsc makes per
 * record become plain objects, bytes become base64 text.
 *
 * Throws if JSON would silently change a number: NaN and the infinities.
 *
 * @param weight what the result takes in memory is added to it
 */
export function plain(value: unknown, weight: Weight = { bytes: 0 }): unknown {
  weight.bytes += SLOT;
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError('a number that JSON cannot hold');
  if (typeof value === 'string') return weighed(value, weight);
  if (value === null || typeof value !== 'object') return value;
  if (Buffer.isBuffer(value)) return weighed(value.toString('base64'), weight);
  weight.bytes += HEADER;
  if (Array.isArray(value)) return value.map((item) => plain(item, weight));
  const data: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const field = plain((value as Record<string, unknown>)[key], weight);
    if (key === '__proto__') define(data, key, field);
    else data[key] = field;
  }
  return data;
}

function weighed(text: string, weight: Weight): string {
  weight.bytes += HEADER + text.length;
  return text;
}

/** Defines the property: assigning to `__proto__` would change the object's prototype instead. */
function define(data: object, key: string, value: unknown): void {
  Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true });
}
