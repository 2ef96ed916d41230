import { z } from 'zod';
import type { ImportRequested } from '../schemas/generated/imports.ts';
import { rulesOf, text } from './rules.ts';
import { MAX_ID_BYTES } from './bridge/size-limits.ts';

/** Both become part of a workflow id: the catalog in that of its lock. */
const Id = text(MAX_ID_BYTES - 55).min(1, 'must not be empty');

/** The maximum length of a path. The import checks whether the file exists. */
const File = text(4_095)
  .min(1, 'must not be empty')
  .refine((path) => !path.includes('\0'), 'must not contain NUL');

export const checkImport = rulesOf<ImportRequested>(z.object({ importId: Id, catalogId: Id, file: File }));
