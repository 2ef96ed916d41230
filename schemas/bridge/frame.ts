/** Confluent wire format: magic byte 0, schema id as 4 bytes big-endian, then the Avro body. */
const MAGIC = 0;
const HEADER_BYTES = 5;

export interface Frame {
  readonly schemaId: number;
  readonly body: Buffer;
}

/** Undefined if the bytes are not a frame. */
export function parseFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < HEADER_BYTES || bytes[0] !== MAGIC) return undefined;
  return { schemaId: bytes.readUInt32BE(1), body: bytes.subarray(HEADER_BYTES) };
}

export function frame(schemaId: number, body: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(MAGIC, 0);
  header.writeUInt32BE(schemaId, 1);
  return Buffer.concat([header, body]);
}
