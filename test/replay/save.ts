/**
 * `npm run replay:save`: plays the demo on servers of its own and saves a history of each kind of workflow run that came
 * of it in test/replay/histories, where `npm test` replays them. For a new workflow, or one that was changed on purpose
 * in a way that running ones don't survive.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { loadConfig } from '../../infra/settings/config.ts';
import { runDemo } from '../../infra/demo/main.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import { localServers } from '../../infra/testing/local-servers.ts';
import { HISTORIES, toJson } from './replay.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const ORDER_STATUS = defineSearchAttributeKey('OrderStatus', 'KEYWORD');

process.env['KTB_STATE_DIR'] = mkdtempSync(join(tmpdir(), 'ktb-replay-'));
const { stop } = await localServers(process.env['KTB_STATE_DIR']);
try {
  process.exitCode = await runDemo({ once: true, json: false, deadlineMs: 180_000 });
  const client = await connectTemporal(loadConfig().temporal);
  for (const name of await save(client)) process.stdout.write(`${name}\n`);
  await client.connection.close();
} finally {
  await stop();
}
process.exit();

/** The first closed run of each name. */
async function save(client: Client): Promise<string[]> {
  mkdirSync(HISTORIES, { recursive: true });
  const saved = new Set<string>();
  for await (const run of client.workflow.list({ query: "ExecutionStatus != 'Running'" })) {
    const name = nameOf(run);
    if (saved.has(name)) continue;
    saved.add(name);
    const history = await client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
    writeFileSync(join(HISTORIES, `${name}.json`), `${anyMachines(toJson(history))}\n`);
  }
  return [...saved].sort();
}

/** Where it was made, and by which process, is nobody's business. */
const anyMachines = (json: string): string =>
  json.replaceAll(ROOT, '/app').replaceAll(new RegExp(`\\d+@${hostname()}`, 'g'), 'worker');

/** What kind of run it was: the workflow's type, and how it ended where that differs. */
function nameOf({ type, status, workflowId, typedSearchAttributes }: WorkflowExecutionInfo): string {
  const orderStatus = typedSearchAttributes.get(ORDER_STATUS);
  const story = /^[a-z]+-demo-[0-9a-f]+-(.+?)(-\d+)?$/.exec(workflowId)?.[1];
  const ending = status.name === 'CONTINUED_AS_NEW' ? 'continued' : orderStatus;
  return [type, ending, story].filter((part) => typeof part === 'string').join('-');
}
