import { z } from 'zod';
import type { ImportRequested } from '../schemas/generated/imports.ts';
import { MAX_ID_BYTES } from '../schemas/bridge/storable-text.ts';
import { rulesOf, storable, text } from './rules.ts';

/** Both become part of a workflow id: the catalog in that of its lock. */
const Id = storable(text(MAX_ID_BYTES - 55).min(1, 'must not be empty'));

/** The maximum length of a path. The import checks whether the file exists. */
const File = storable(text(4_095).min(1, 'must not be empty'));

export const checkImport = rulesOf<ImportRequested>(z.object({ importId: Id, catalogId: Id, file: File }));
