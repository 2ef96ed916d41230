/**
 * A decoded Avro value as plain JSON data, which is what workflows receive: class instances that avsc makes per
 * record become plain objects, bytes become base64 text.
 *
 * Throws where JSON would silently change a number: NaN and the infinities.
 */
export function plain(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError('a number that JSON cannot hold');
  if (value === null || typeof value !== 'object') return value;
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  // fromEntries defines own properties, so a key such as __proto__ stays data.
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]));
}
