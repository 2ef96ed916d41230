import type { FileVersion } from '../activities/import-file.ts';
import type { PageProgress } from '../activities/import-page.ts';
import type { HeldLock } from './with-lock.ts';

export interface ImportInput {
  readonly importId: string;
  /** Imports of one catalog never overlap. */
  readonly catalogId: string;
  /** Relative to the folder for imports. */
  readonly file: string;
  /** From the run before. */
  readonly soFar?: ImportProgress;
  readonly lock?: HeldLock;
}

/** Exact over all runs of an import. */
export interface ImportProgress {
  /** Items published. */
  readonly processed: number;
  /** Lines that are no item. */
  readonly rejected: number;
  /** The byte from which the file is still to be read. */
  readonly start: number;
  readonly version?: FileVersion;
  /** The page from there on, where a lease ended in it: what was done of it, and when it was begun, ISO 8601. */
  readonly page?: { readonly time: string; readonly done?: PageProgress | undefined };
}

export type ImportResult =
  | { readonly status: 'completed'; readonly processed: number; readonly rejected: number }
  | { readonly status: 'failed'; readonly reason: string };

/** Frozen: ids of running workflows are made with it. */
export const importWorkflowId = (importId: string): string => `import-${importId}`;
