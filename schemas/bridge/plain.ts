/**
 * A decoded Avro value as plain JSON data, which is what workflows receive: class instances that avsc makes per
 * record become plain objects, bytes become base64 text.
 *
 * Throws if JSON would silently change a number: NaN and the infinities.
 */
export function plain(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError('a number that JSON cannot hold');
  if (value === null || typeof value !== 'object') return value;
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  const data: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    if (key === '__proto__') define(data, key, plain(field));
    else data[key] = plain(field);
  }
  return data;
}

/** Defines the property: assigning to `__proto__` would change the object's prototype instead. */
function define(data: object, key: string, value: unknown): void {
  Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true });
}
