import type { Endpoints } from '../settings/local-endpoints.ts';

/** Real servers for tests. */
export interface TestServers {
  readonly endpoints: Endpoints;
  /** Stops them and deletes their data. Idempotent. */
  stop(): Promise<void>;
}
