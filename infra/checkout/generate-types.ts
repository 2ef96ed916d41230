/** Writes schemas/generated from schemas/avro: `npm run schemas`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateTypes } from '../../schemas/bridge/generate.ts';
import type { RecordSchema } from '../../schemas/bridge/record-type.ts';
import { OWN_TYPES } from './own-types.ts';

const root = join(import.meta.dirname, '..', '..', 'schemas');
const files = readdirSync(join(root, 'avro')).sort();
const schemas = files.map(
  (file) => JSON.parse(readFileSync(join(root, 'avro', file), 'utf8')) as RecordSchema,
);
for (const [name, text] of generateTypes(schemas, OWN_TYPES))
  writeFileSync(join(root, 'generated', name), text);
