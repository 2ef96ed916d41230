import type avro from 'avsc';
import type { InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import { frame } from '../../schemas/bridge/frame.ts';
import type { Registry } from '../../schemas/bridge/registry.ts';
import { parseWriterSchema } from '../../schemas/bridge/writer-schema.ts';
import { mutated, randomBody } from './bodies.ts';
import { randomOf, type Random } from './random.ts';
import { KNOWN_SCHEMAS, randomSchema, type FuzzedSchema } from './schemas.ts';

export interface FuzzInput {
  /** How it was made. */
  readonly kind: 'good' | 'numerous' | 'lying' | 'mutated' | 'random' | 'unframed';
  readonly record: InboundRecord;
}

/** Tens of thousands of items: far more than anybody means, and less than the decoder takes. */
const FILL_BYTES = 512 * 1024;
/** Each costs as much as thousands of others. */
const NUMEROUS = 1 / 500;

const RANDOM_SCHEMAS = 300;
const KINDS = ['good', 'lying', 'lying', 'mutated', 'mutated', 'random', 'unframed'] as const;
const TOPICS = ['orders.placed', 'orders.approvals', 'orders.cancellations', 'nobodys.topic'];

/** The inputs of a seed: each depends on the seed and its index alone. */
export function fuzzInputs(seed: number) {
  const parsed = new Map<number, { schema: FuzzedSchema; type: avro.Type }>();

  function schemaOf(id: number) {
    const known = parsed.get(id);
    if (known) return known;
    const schema = KNOWN_SCHEMAS[id] ?? randomSchema(randomOf(seed * 31 + id));
    const made = { schema, type: parseWriterSchema([schema.text]) };
    parsed.set(id, made);
    return made;
  }

  function valueOf(kind: FuzzInput['kind'], type: avro.Type, random: Random): Buffer {
    switch (kind) {
      case 'good':
        return randomBody(type, random, 0);
      case 'numerous':
        return randomBody(type, random, 0, FILL_BYTES);
      case 'lying':
        return randomBody(type, random, random.pick([0.003, 0.02, 0.1, 0.5]));
      case 'mutated':
        return mutated(randomBody(type, random, 0), random);
      case 'random':
      case 'unframed':
        return random.bytes(random.below(random.chance(0.05) ? 2_000 : 60));
    }
  }

  /** As a registry that has them all. */
  const registry: Registry = {
    writerSchema: async (id) =>
      id < KNOWN_SCHEMAS.length + RANDOM_SCHEMAS ? schemaOf(id).type : 'unknown-schema',
    register: () => Promise.reject(new Error('read only')),
  };

  function input(index: number): FuzzInput {
    const random = randomOf(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index, 0x85ebca6b));
    const id = random.below(
      random.chance(0.5) ? KNOWN_SCHEMAS.length : KNOWN_SCHEMAS.length + RANDOM_SCHEMAS,
    );
    const { schema, type } = schemaOf(id);
    const kind = random.chance(NUMEROUS) ? 'numerous' : random.pick(KINDS);
    const body = valueOf(kind, type, random);
    return {
      kind,
      record: {
        topic: random.chance(0.95) ? schema.topic : random.pick(TOPICS),
        partition: 0,
        offset: BigInt(index),
        timestamp: 0,
        key: keyOf(body, random),
        value: kind === 'unframed' ? body : frame(id, body),
        headers: {},
      },
    };
  }

  return { registry, input };
}

/** Often the record's first text, which most of the schemas have as their key. */
function keyOf(body: Buffer, random: Random): Buffer | null {
  if (random.chance(0.1)) return random.pick([null, random.bytes(5)]);
  return body.subarray(1, 1 + (body[0] ?? 0) / 2);
}
