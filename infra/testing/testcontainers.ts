import type * as Package from 'testcontainers';
import { UserError } from '../user-error.ts';

export type Testcontainers = typeof Package;

/**
 * The package `testcontainers`, needed only for containers. Throws a `UserError` if it is not installed.
 */
export async function loadTestcontainers(): Promise<Testcontainers> {
  try {
    return await import('testcontainers');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new UserError(
      "servers in containers need the package testcontainers: `npm install --save-dev testcontainers`, or take servers: 'local'",
      1,
      { cause: error },
    );
  }
}
