import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifacts } from '../../stack/artifacts.mjs';
import { unpackRegistry } from '../../stack/java.mjs';
import { findTemporal } from '../../stack/temporal-cli.mjs';
import { importDebian } from './debian.ts';
import { temporalServerPrograms, TEMPORAL_SERVER, temporalUiProgram, TEMPORAL_UI } from './go-programs.ts';
import { npmPackage } from './npm-package.ts';
import type { Image } from './image.ts';
import { buildProduct, CA_CERTIFICATES, PRODUCT_SOURCES } from './product.ts';
import { root } from './root.ts';

const versionIn = (packageFile: string): string =>
  (JSON.parse(readFileSync(join(root, packageFile), 'utf8')) as { version: string }).version;

/** The pinned version, on which this script runs. */
const NODE_VERSION = process.versions.node;

/**
 * Every image, each after its base. All except the product's replace official images: they have the same paths,
 * commands and settings as far as compose and the tests use them.
 */
export const IMAGES: readonly Image[] = [
  { name: 'debian', tag: 'ktb/debian:bookworm', make: importDebian },
  { name: 'java', tag: 'ktb/java:17', base: 'debian' },
  {
    name: 'kafka',
    tag: 'ktb/kafka:4.1.0',
    setting: 'KTB_KAFKA_IMAGE',
    base: 'java',
    sources: ['infra/stack/java/kafka'],
    context: async (signal) => ({ libs: await artifacts('kafka', 'Kafka', { signal }) }),
  },
  {
    name: 'registry',
    tag: 'ktb/registry:2.6.13',
    setting: 'KTB_REGISTRY_IMAGE',
    base: 'java',
    sources: ['infra/stack/java/registry'],
    context: async (signal) => ({
      app: await artifacts('registry', 'the schema registry', { signal, finish: unpackRegistry }),
    }),
  },
  {
    name: 'temporal',
    tag: 'ktb/temporal:1.5.1',
    setting: 'KTB_TEMPORAL_IMAGE',
    base: 'debian',
    context: async (signal) => ({ temporal: await temporalCli(signal) }),
  },
  {
    name: 'node',
    tag: `ktb/node:${NODE_VERSION}`,
    setting: 'KTB_NODE_IMAGE',
    base: 'debian',
    context: async (signal) => ({
      node: process.execPath,
      npm: await npmPackage(signal),
      'ca-certificates.crt': CA_CERTIFICATES,
    }),
  },
  {
    name: 'product',
    tag: `ktb/kafka-temporal-bridge:${versionIn('package.json')}`,
    setting: 'KTB_IMAGE',
    base: 'node',
    sources: PRODUCT_SOURCES,
    make: buildProduct,
  },
  {
    name: 'postgres',
    tag: 'ktb/postgres:15',
    setting: 'KTB_POSTGRES_IMAGE',
    base: 'debian',
  },
  {
    name: 'temporal-server',
    tag: `ktb/temporal-server:${TEMPORAL_SERVER}`,
    setting: 'KTB_TEMPORAL_SERVER_IMAGE',
    base: 'debian',
    context: async (signal) => ({ server: join(await temporalServerPrograms(signal), 'server') }),
  },
  {
    name: 'temporal-admin-tools',
    tag: `ktb/temporal-admin-tools:${TEMPORAL_SERVER}`,
    setting: 'KTB_TEMPORAL_ADMIN_TOOLS_IMAGE',
    base: 'debian',
    context: async (signal) => {
      const programs = await temporalServerPrograms(signal);
      return {
        sql: join(programs, 'sql'),
        schema: join(programs, 'schema'),
        temporal: await temporalCli(signal),
      };
    },
  },
  {
    name: 'temporal-ui',
    tag: `ktb/temporal-ui:${TEMPORAL_UI}`,
    setting: 'KTB_TEMPORAL_UI_IMAGE',
    base: 'debian',
    context: async (signal) => {
      const program = await temporalUiProgram(signal);
      return { server: join(program, 'server'), config: join(program, 'config') };
    },
  },
];

const temporalCli = (signal: AbortSignal) => findTemporal({ installed: Promise.resolve(), signal });
