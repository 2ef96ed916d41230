import { Command, InvalidArgumentError } from 'commander';
import type { Summary } from '../demo/tally.ts';
import { UserError } from '../user-error.ts';

interface Options {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly deadline: number;
}

export const demoCommand = () =>
  new Command('demo')
    .description('Bring up the stack and the bridge, play a scenario, and show what comes of it.')
    .option('--once', 'end when everything has arrived; exit code 1 where something is missing')
    .option('--json', 'on stdout one JSON line for each record seen, and a last one with the summary')
    .option('--deadline <seconds>', 'how long the scenario may take', seconds, 180)
    .action(demo);

async function demo({ once = false, json = false, deadline }: Options): Promise<void> {
  const { stackUp } = await import('../stack/stack.ts');
  const { guardStack } = await import('../stack/watchdog.ts');
  // A stack that was up before is somebody else's, and stays up.
  let takeDown = async () => {};
  const { endpoints } = await stackUp({ onNew: () => void (takeDown = guardStack()) });
  try {
    await playOn(endpoints.temporalUi, { once, json, deadline });
  } finally {
    await takeDown();
  }
  process.exit();
}

async function playOn(temporalUi: string, { once, json, deadline }: Required<Options>): Promise<void> {
  const [
    { loadConfig },
    { createLogger },
    { startAll },
    { untilSignal },
    { playDemo },
    { createBoard },
    { demoOrders },
    { STORIES },
  ] = await Promise.all([
    import('../config.ts'),
    import('../logger.ts'),
    import('../run.ts'),
    import('../until-signal.ts'),
    import('../demo/demo.ts'),
    import('../demo/board.ts'),
    import('../demo/play.ts'),
    import('../demo/scenario.ts'),
  ]);
  const config = loadConfig();
  const log = createLogger('error');
  const interrupted = new AbortController();
  const signalled = untilSignal().then(() => interrupted.abort());
  const crashed = Promise.withResolvers<never>();

  process.stderr.write(`Temporal UI: ${temporalUi}\n\n`);
  const bridge = await startAll({ config, log, orders: demoOrders, onCrash: crashed.reject });
  try {
    const play = playDemo({
      config,
      log,
      stories: STORIES,
      deadlineMs: deadline * 1_000,
      board: createBoard(json ? process.stderr : process.stdout),
      ...(json && { onRecord: ({ headers: _, ...record }) => printJson(record) }),
      signal: interrupted.signal,
    });
    const { summary, problems } = await Promise.race([play, crashed.promise]);

    if (json) printJson({ summary });
    else process.stdout.write(`\n${inWords(summary)}\n`);
    if (!interrupted.signal.aborted) check(summary, problems);
    if (once || interrupted.signal.aborted) return;
    process.stderr.write(invitation(temporalUi));
    await Promise.race([signalled, crashed.promise]);
  } finally {
    await bridge.stop();
  }
}

function check(
  { duplicates, unexpected }: { duplicates: number; unexpected: number },
  problems: readonly string[],
): void {
  if (problems.length > 0) throw new UserError(`not everything came as told:\n  ${problems.join('\n  ')}`);
  if (duplicates + unexpected > 0) throw new UserError('there were outcomes that should not be there');
}

const printJson = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);

const inWords = ({ expected, arrived, duplicates, repeats, unexpected }: Summary): string =>
  `${arrived} of ${expected} arrived, ${duplicates} duplicates, ${repeats} repeats, ${unexpected} unexpected; the services' books agree`;

const invitation = (temporalUi: string): string => `
See every order at ${temporalUi}. Place one of your own, in another terminal:

  npm run -s ktb -- produce orders.placed OrderPlaced --json '{"orderId":"my-1","customerId":"me","email":"me@shop.example","currency":"EUR","items":[{"sku":"TEA-1","quantity":1,"unitPriceMinor":1250}],"address":{"name":"Me","line1":"Main St 1","city":"Lisbon","postalCode":"1100","country":"PT"},"placedAt":1767225600000}'
  npm run -s ktb -- produce orders.approvals OrderApproved --json '{"orderId":"my-1","approvedBy":"me","approvedAt":1767225600000}'
  npm run -s ktb -- tail orders.outcomes

Ctrl-C ends the demo.
`;

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('should be a number of seconds above 0');
  return value;
}
