import { z } from 'zod';
import type { ImportRequested } from '../schemas/generated/imports.ts';
import { rulesOf, text } from './rules.ts';
import { MAX_ID_BYTES } from './bridge/size-limits.ts';

/** Both become part of a workflow id, the catalog's of that of its lock. */
const Id = text(MAX_ID_BYTES - 55).min(1, 'must not be empty');

/** As long as a path may be. Whether there is such a file, and where, is for the import to find out. */
const File = text(4_095)
  .min(1, 'must not be empty')
  .refine((path) => !path.includes('\0'), 'must not contain NUL');

export const checkImport = rulesOf<ImportRequested>(z.object({ importId: Id, catalogId: Id, file: File }));
