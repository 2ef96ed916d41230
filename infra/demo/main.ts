import { race } from '../../consumers/bridge/race.ts';
import { loadConfig } from '../settings/config.ts';
import { createLogger } from '../logger.ts';
import { print, printJson, say } from '../output/print.ts';
import { ordersApp } from '../orders/app.ts';
import { loadOrdersConfig } from '../orders/settings.ts';
import { startAll } from '../run/start-all.ts';
import { stackUp } from '../stack/stack.ts';
import { guardStack } from '../stack/watchdog.ts';
import { untilSignal } from '../run/until-signal.ts';
import { UserError } from '../user-error.ts';
import { TASK_QUEUES } from '../../workflows/messages.ts';
import { createBoard } from './board.ts';
import { playDemo, type DemoResult } from './demo.ts';
import { demoOrders } from './order-scene.ts';
import { startImporter } from './importer.ts';
import { castDemo } from './scenes.ts';
import type { Summary } from './tally.ts';

export interface DemoCommand {
  /** End once every record has arrived, or at the deadline. */
  readonly once: boolean;
  /** Write records and the summary to stdout as JSON lines, and the table to stderr. */
  readonly json: boolean;
  readonly deadlineMs: number;
}

const INTERRUPTED = 130;

/** Runs the stack, the bridge and the scenario; a stack that was already up stays up. Returns the exit code. */
export async function runDemo(command: DemoCommand): Promise<number> {
  let takeDown = async () => {};
  const { endpoints } = await stackUp({ onNew: () => void (takeDown = guardStack()) });
  try {
    return await playOn(endpoints.temporalUi, command);
  } finally {
    await takeDown();
  }
}

async function playOn(temporalUi: string, { once, json, deadlineMs }: DemoCommand): Promise<number> {
  const config = { ...loadConfig(), ...loadOrdersConfig() };
  const log = createLogger('error');
  const interrupted = new AbortController();
  const signalled = untilSignal().then(() => interrupted.abort());
  const crashed = Promise.withResolvers<never>();

  say(`Temporal UI: ${temporalUi}\n`);
  const app = ordersApp(config, demoOrders);
  // Imports run on a separate worker, which the scenario kills.
  const taskQueues = app.worker.taskQueues.filter((queue) => queue !== TASK_QUEUES.imports);
  const worker = { ...app.worker, taskQueues };
  const foreignTaskQueues = [TASK_QUEUES.imports];
  const bridge = await startAll({
    app: { ...app, worker, foreignTaskQueues },
    config,
    log,
    onCrash: crashed.reject,
  });
  const importer = startImporter();
  try {
    const play = playDemo({
      config,
      log,
      scenes: castDemo(config, importer.crash),
      deadlineMs,
      board: createBoard(json ? process.stderr : process.stdout),
      ...(json && { onRecord: ({ headers: _, ...record }) => printJson(record) }),
      signal: interrupted.signal,
    });
    const result = await race([play, crashed.promise]);
    if (json) printJson({ summary: result.summary });
    else for (const line of ['', inWords(result.summary)]) print(line);
    if (interrupted.signal.aborted) return INTERRUPTED;
    check(result);
    if (once) return 0;

    invitation(temporalUi).split('\n').forEach(say);
    await race([signalled, crashed.promise]);
    return 0;
  } finally {
    await importer.stop();
    await bridge.stop(Date.now() + config.drainWithinMs);
  }
}

function check({ summary: { duplicates, unexpected }, problems }: DemoResult): void {
  if (problems.length > 0)
    throw new UserError(`the demo did not go as expected:\n  ${problems.join('\n  ')}`);
  if (duplicates + unexpected > 0) throw new UserError('there were duplicate or unexpected outcomes');
  say("the services' books agree: each step happened once, and every amount is right");
}

const inWords = ({ expected, arrived, duplicates, repeats, unexpected }: Summary): string =>
  `${arrived} of ${expected} arrived, ${duplicates} duplicates, ${repeats} repeats, ${unexpected} unexpected`;

const invitation = (temporalUi: string): string => `
See every order at ${temporalUi}. Place one of your own, in another terminal:

  npm run -s ktb -- produce orders.placed OrderPlaced --json '{"orderId":"mine-1","customerId":"me","email":"me@shop.example","currency":"EUR","items":[{"sku":"TEA-1","quantity":1,"unitPriceMinor":1250}],"address":{"name":"Me","line1":"Main St 1","city":"Lisbon","postalCode":"1100","country":"PT"},"placedAt":1767225600000}'
  npm run -s ktb -- produce orders.approvals OrderApproved --json '{"orderId":"mine-1","approvedBy":"me","approvedAt":1767225600000}'
  npm run -s ktb -- tail orders.outcomes --key mine-1

Ctrl-C ends the demo.`;
