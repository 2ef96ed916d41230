import type { FileVersion } from '../activities/import-file.ts';
import type { PageProgress } from '../activities/import-page.ts';
import type { HeldLock } from './with-lock.ts';

export interface ImportInput {
  readonly importId: string;
  /** Imports of one catalog never overlap. */
  readonly catalogId: string;
  /** Relative to the folder for imports. */
  readonly file: string;
  /** From the previous run. */
  readonly soFar?: ImportProgress;
  readonly lock?: HeldLock;
}

/** Exact over all runs of an import. */
export interface ImportProgress {
  /** Items published. */
  readonly processed: number;
  /** Lines that are not an item. */
  readonly rejected: number;
  /** The byte at which reading continues. */
  readonly start: number;
  readonly version?: FileVersion;
  /** If a lease ended within a page: the progress of that page, and its start, ISO 8601. */
  readonly page?: { readonly time: string; readonly done?: PageProgress | undefined };
}

export type ImportResult =
  | { readonly status: 'completed'; readonly processed: number; readonly rejected: number }
  | { readonly status: 'failed'; readonly reason: string };

/** Frozen: running workflows have such ids. */
export const importWorkflowId = (importId: string): string => `import-${importId}`;
