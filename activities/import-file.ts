import { constants } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';

/** Why a file cannot be imported, even with a retry. Frozen: outcomes give it as the reason. */
export type FileProblem =
  'file-not-found' | 'file-outside-folder' | 'not-a-file' | 'file-unreadable' | 'file-changed';

/** Distinguishes versions of a file. */
export interface FileVersion {
  readonly size: number;
  readonly mtimeMs: number;
}

/** Temporal does not retry it. */
const fileProblem = (type: FileProblem): ApplicationFailure =>
  ApplicationFailure.create({ type, message: 'the file cannot be imported', nonRetryable: true });

/**
 * Opens a file in a folder for reading. Follows links.
 *
 * @param file relative to the folder. Throws a `fileProblem` if it is outside the folder or is not a file
 */
export async function openInFolder(folder: string, file: string): Promise<FileHandle> {
  if (isAbsolute(file) || leadsOut(folder, resolve(folder, file))) throw fileProblem('file-outside-folder');
  const path = await realpath(resolve(folder, file)).catch(asProblem);
  if (leadsOut(await realpath(folder).catch(asProblem), path)) throw fileProblem('file-outside-folder');
  // Otherwise opening a pipe without a writer would block, and a link created since the check would be followed.
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
  const handle = await open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW).catch(asProblem);
  const stat = await handle.stat();
  if (stat.isFile()) return handle;
  await handle.close();
  throw fileProblem('not-a-file');
}

/** The version of an open file. Throws `file-changed` if it differs from the version seen before. */
export async function versionOf(handle: FileHandle, seen?: FileVersion): Promise<FileVersion> {
  const { size, mtimeMs } = await handle.stat();
  if (seen && (seen.size !== size || seen.mtimeMs !== mtimeMs)) throw fileProblem('file-changed');
  return { size, mtimeMs };
}

const leadsOut = (folder: string, path: string): boolean => {
  const way = relative(resolve(folder), path);
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
};

/** Turns a system error about a path into a `fileProblem`. */
const PROBLEMS: ReadonlyMap<string | undefined, FileProblem> = new Map([
  ['ENOENT', 'file-not-found'],
  ['ENOTDIR', 'file-not-found'],
  ['ENAMETOOLONG', 'file-not-found'],
  ['EACCES', 'file-unreadable'],
  ['EPERM', 'file-unreadable'],
  ['ELOOP', 'file-unreadable'],
  ['ENXIO', 'not-a-file'],
]);

/** Any other error may be temporary and is retried. */
function asProblem(error: unknown): never {
  const problem = PROBLEMS.get((error as NodeJS.ErrnoException).code);
  throw problem ? fileProblem(problem) : error;
}
