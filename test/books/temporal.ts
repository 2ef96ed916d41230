import { spawn } from 'node:child_process';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { ORDER_SEARCH_ATTRIBUTES } from '../../infra/orders/search-attributes.ts';
import { freePorts } from '../../infra/stack/ports.ts';
import { findTemporal } from '../../infra/stack/temporal-cli.mjs';
import { eventually } from '../eventually.ts';

/** A development server of its own, in memory. It says nothing, because stdout is for results. */
export async function startTemporal(): Promise<TestWorkflowEnvironment> {
  const logging = { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) };
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions: { logging } });
  const path = await findTemporal({ installed: Promise.resolve(), signal: new AbortController().signal });
  const { temporal } = await freePorts();
  const attributes = ORDER_SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]);
  const args = ['server', 'start-dev', '--headless', '--port', String(temporal), ...attributes];
  const server = spawn(path, args, { stdio: 'ignore' });
  server.unref();
  const end = () => void server.kill();
  process.once('exit', end);
  const env = await eventually(() =>
    TestWorkflowEnvironment.createFromExistingServer({ address: `127.0.0.1:${temporal}` }),
  );
  const teardown = env.teardown.bind(env);
  env.teardown = async () => {
    await teardown();
    end();
  };
  return env;
}
