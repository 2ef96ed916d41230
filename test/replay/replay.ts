import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import proto from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { bundleWorkflows, withOutcomes } from '../../infra/temporal/workflow-bundle.ts';
import { OUTCOMES } from '../../schemas/contract.ts';

const root = join(import.meta.dirname, '..', '..');
const WORKFLOWS = join(root, 'workflows');
export const HISTORIES = join(import.meta.dirname, 'histories');

const { History } = proto.temporal.api.history.v1;
type History = proto.temporal.api.history.v1.IHistory;

/** As people can read it; `fromJson` gives the same again. */
export const toJson = (history: History): string =>
  JSON.stringify(
    History.toObject(History.fromObject(history), { bytes: String, longs: String, enums: String }),
    undefined,
    1,
  );

const fromJson = (text: string): History => History.fromObject(JSON.parse(text) as History);

/** Names of the saved histories. */
export const savedHistories = (): string[] =>
  readdirSync(HISTORIES)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();

/**
 * Runs every saved history through the workflows as they are now.
 *
 * @returns why each history that can't be replayed can't, by its name
 */
export async function replaySaved(): Promise<Map<string, string>> {
  const logger = new DefaultLogger('ERROR', () => undefined);
  Runtime.install({ logger });
  const histories = savedHistories().map((name) => ({
    workflowId: name,
    history: fromJson(readFileSync(join(HISTORIES, `${name}.json`), 'utf8')),
  }));
  const { code } = await bundleWorkflows(join(WORKFLOWS, 'index.ts'), logger);
  const results = Worker.runReplayHistories(
    { workflowBundle: { code: withOutcomes(code, OUTCOMES) } },
    histories,
  );
  const failures = new Map<string, string>();
  for await (const { workflowId, error } of results) if (error) failures.set(workflowId, error.message);
  return failures;
}
