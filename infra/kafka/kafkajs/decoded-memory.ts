/** Measured on Node 24, rounded up: what a record, and a header, takes beside its bytes. */
const RECORD_BYTES = 700;
const HEADER_BYTES = 300;

/** No batch may take more: small records, or headers, take many times their bytes once they are decoded. */
export const MAX_MEMORY_BYTES = 256 * 1024 * 1024;

/** What a batch may announce: kafkajs makes room for all of them before it looks at the first. */
export const MAX_RECORDS = Math.floor(MAX_MEMORY_BYTES / RECORD_BYTES);

const charged = new WeakMap<object, number>();

/** Counts a record to its batch. Throws if the batch takes more than it may. */
export function charge(batch: object, bytes: number, headers: number): void {
  const total = chargedTo(batch) + bytes + RECORD_BYTES + HEADER_BYTES * Math.max(0, headers);
  if (total > MAX_MEMORY_BYTES) throw new Error(`takes more than ${MAX_MEMORY_BYTES} bytes of memory`);
  charged.set(batch, total);
}

/** What the records of a batch that are decoded as yet take, in bytes. */
export const chargedTo = (batch: object): number => charged.get(batch) ?? 0;
