import type { Endpoints } from '../settings/local-endpoints.ts';

/** Real servers for tests, wherever they come from. */
export interface TestServers {
  readonly endpoints: Endpoints;
  /** Ends them and clears what they kept. Idempotent. */
  stop(): Promise<void>;
}
