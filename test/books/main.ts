/**
 * `npm run -s books -- [--orders N] [--seed S] [--without in-progress|certain|final|parallel] [--json]`: plays orders
 * with payment, stock and shipping services in random trouble: slow, silent, in progress, forgetful, late, down. Then
 * compares the services' ledgers with the outcomes of the orders.
 *
 * `--without` takes away one of the four things that keep the books right; the run ends as soon as money is found.
 *
 * Progress goes to stderr, the findings to stdout. Exit code 0 if everything can be explained; 1 if something cannot,
 * which is named on stderr; 2 for a wrong option.
 */
import { parseArgs } from 'node:util';
import { drawOrders } from './draw.ts';
import { MENDS, type Mend } from './mends.ts';
import { shrunk } from './pace.ts';
import { playOrders } from './play.ts';
import { bundleShop, withShop } from './shop.ts';
import { startTemporal } from './temporal.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    without: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const [count, seed] = [Number(values.orders), Number(values.seed)];
const without = values.without as Mend | undefined;
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed)) {
  process.stderr.write('books: --orders and --seed should be whole numbers\n');
  process.exit(2);
}
if (without !== undefined && !MENDS.includes(without)) {
  process.stderr.write(`books: --without ${without}: there are ${MENDS.join(', ')}\n`);
  process.exit(2);
}

const say = (text: string) => process.stderr.write(`  ${text}\n`);
const env = await startTemporal();
try {
  say(`the services are in trouble${without === undefined ? '' : `, and the orders are without ${without}`}`);
  const bundle = await bundleShop(without);
  // Without a mend, orders wait for less time: money should be found within a minute.
  const undoWithinMs = without === undefined ? undefined : shrunk(8 * 60_000);
  const books = await withShop({ env, bundle, without, undoWithinMs }, (shop) =>
    playOrders(shop, drawOrders(count, seed), { say, untilFound: without !== undefined }),
  );
  const { findings, ...numbers } = books;
  for (const finding of findings.slice(0, 20)) say(finding);
  if (values.json) process.stdout.write(`${JSON.stringify({ seed, without, ...numbers })}\n`);
  else
    for (const [name, number] of Object.entries(numbers))
      process.stdout.write(`${name.padEnd(24)}${text(number)}\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
} finally {
  await env.teardown();
}
process.exit();

function text(number: number | Readonly<Record<string, number>>): string {
  if (typeof number === 'number') return String(number);
  return Object.entries(number)
    .map(([name, each]) => `${name} ${each}`)
    .join(', ');
}
