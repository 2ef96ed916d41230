import { join } from 'node:path';
import { endpointsOf } from './endpoints.ts';
import { QUICK_JAVA } from './kafka.ts';
import type { Server } from './server.ts';

/** @param app folder of the registry's program */
export const registryServer = (app: string): Server => ({
  name: 'registry',
  ports: ['registry'],

  plan: async ({ ports, dir }) => ({
    command: 'java',
    cwd: dir,
    args: [
      ...QUICK_JAVA,
      '-Dquarkus.http.host=127.0.0.1',
      `-Dquarkus.http.port=${ports.registry}`,
      // It calls this in-memory storage; given a file, H2 keeps schemas and their ids there.
      `-Dquarkus.datasource.jdbc.url=jdbc:h2:file:${join(dir, 'schemas')}`,
      '-jar',
      join(app, 'apicurio-registry-app-2.6.13.Final-runner.jar'),
    ],
  }),

  async isReady({ ports }) {
    return (await fetch(`${endpointsOf(ports).registry}/subjects`)).ok;
  },

  async setUp({ ports }) {
    await fetch(`${endpointsOf(ports).registry}/config`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ compatibility: 'FULL_TRANSITIVE' }),
    });
  },
});
