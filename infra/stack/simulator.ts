import { join } from 'node:path';
import { endpointsOf } from '../settings/local-endpoints.ts';
import type { Server } from './server.ts';

/** TypeScript in a checkout, JavaScript in the package: with the extension of this file. */
const MAIN = join(import.meta.dirname, '..', 'simulator', `main${import.meta.filename.slice(-3)}`);

const ANSWER_WITHIN_MS = 5_000;

export const simulatorServer = (): Server => ({
  name: 'simulator',

  plan: async ({ ports, dir }) => ({
    command: process.execPath,
    args: [
      MAIN,
      ...['--port', String(ports.simulator)],
      ...['--smtp-port', String(ports.smtp)],
      ...['--ledger', join(dir, 'ledger.jsonl')],
    ],
  }),

  async isReady({ ports }) {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    return (await fetch(`${endpointsOf(ports).simulator}/health`, { signal })).ok;
  },
});
