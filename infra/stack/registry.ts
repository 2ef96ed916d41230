import { join } from 'node:path';
import { basicAuthorization, type Login } from '../../schemas/bridge/url-login.ts';
import { endpointsOf } from '../settings/local-endpoints.ts';
import { QUICK_JAVA } from './kafka.ts';
import type { Server } from './server.ts';

const ANSWER_WITHIN_MS = 5_000;

/** @param app folder with the registry's program */
export const registryServer = (app: string): Server => ({
  name: 'registry',

  plan: async ({ ports, dir }) => ({
    command: 'java',
    cwd: dir,
    args: [
      ...QUICK_JAVA,
      '-Dquarkus.http.host=127.0.0.1',
      `-Dquarkus.http.port=${ports.registry}`,
      // The registry calls this in-memory storage, but with a file URL, H2 writes schemas and ids to disk at once.
      `-Dquarkus.datasource.jdbc.url=jdbc:h2:file:${join(dir, 'schemas')};WRITE_DELAY=0`,
      '-jar',
      join(app, 'apicurio-registry-app-2.6.13.Final-runner.jar'),
    ],
  }),

  async isReady({ ports }) {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    return (await fetch(`${endpointsOf(ports).registry}/subjects`, { signal })).ok;
  },

  setUp: ({ ports }) => requireCompatibility(endpointsOf(ports).registry),
});

/** Makes a registry refuse every schema that is not compatible with all earlier ones, in both directions. */
export async function requireCompatibility(url: string, login?: Login): Promise<void> {
  const answer = await fetch(`${url.replace(/\/+$/, '')}/config`, {
    method: 'PUT',
    headers: { ...basicAuthorization(login), 'content-type': 'application/json' },
    body: JSON.stringify({ compatibility: 'FULL_TRANSITIVE' }),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (!answer.ok) throw new Error(`the registry answered ${answer.status} to its compatibility setting`);
}
