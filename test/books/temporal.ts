import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { ORDER_SEARCH_ATTRIBUTES } from '../../infra/orders/search-attributes.ts';
import { findTemporal } from '../../infra/stack/temporal-cli.mjs';
import { eventually } from '../eventually.ts';

/** A development server of its own, in memory, whose time is ours. */
export async function startTemporal(): Promise<TestWorkflowEnvironment> {
  const logging = { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) };
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions: { logging } });
  const path = await findTemporal({ installed: Promise.resolve(), signal: new AbortController().signal });
  // The SDK gives it 5 seconds, which it may not make on a busy machine.
  return eventually(() =>
    TestWorkflowEnvironment.createLocal({
      server: {
        executable: { type: 'existing-path', path },
        log: { format: 'pretty', level: 'never' },
        extraArgs: ORDER_SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
      },
    }),
  );
}
