/**
 * `npm run -s soak -- [--records N] [--seed S] [--kills K] [--postgresql] [--json]`: three bridge processes in one group, killed with
 * -9 and rebalanced again and again while records come in: some in transactions, among others that abort, and some to a
 * topic that is compacted. At the end Kafka and the histories of all workflows are compared, whatever the bridges
 * themselves may say.
 *
 * Progress goes to stderr, the findings to stdout. Exit code 0 if nothing was lost, doubled, out of order or made up; 1
 * if something was, which is named on stderr, or if nothing was aborted or compacted away; 2 for a wrong option.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { eventually } from '../eventually.ts';
import { plan, random } from './plan.ts';
import { launchMember, startMember, type Member } from './processes.ts';
import { requireTemporalOnPostgresql } from '../postgresql/use.ts';
import { openSoak } from './servers.ts';

const MEMBERS = 3;
const DEADLINE_MS = 300_000;

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '10' },
    postgresql: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [count, seed, kills] = [values.records, values.seed, values.kills].map(Number) as [
  number,
  number,
  number,
];
if (![count, kills].every((number) => Number.isInteger(number) && number > 0) || !Number.isInteger(seed)) {
  process.stderr.write('soak: --records, --seed and --kills should be whole numbers\n');
  process.exit(2);
}

const say = (text: string) => process.stderr.write(`  ${text}\n`);
const next = random(seed + 1);
// Broker's least: how long a group waits for a member that was killed.
process.env['KTB_SESSION_TIMEOUT'] = '6 seconds';
if (values.postgresql) await requireTemporalOnPostgresql();
const soak = await openSoak();
const members: Member[] = [];
let worker: Member | undefined;
const started = Date.now();
try {
  const launch = (index: number) => launchMember('bridge', join(soak.logs, `bridge-${index}.log`));
  worker = await startMember('worker', join(soak.logs, 'worker.log'));
  const records = plan(count, seed);
  const share = Math.ceil(records.length / (kills + 2));
  // The bridges begin on a log from which records are gone.
  await soak.mixed.write(records.splice(0, share));
  await soak.mixed.untilCompacted();
  say('the first records are written, and fillers among them compacted away');
  for (let index = 0; index < MEMBERS; index += 1) members.push(launch(index));

  let rebalances = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const before = (await soak.progress()).committed;
    await soak.mixed.write(records.splice(0, share));
    // In the midst of the work, and not while the members still join.
    await eventually(async () => (await soak.progress()).committed >= before + share / 2, DEADLINE_MS);
    const victim = Math.floor(next() * MEMBERS);
    await members[victim]!.end('SIGKILL');
    members[victim] = launch(victim);
    say(`${kill + 1} of ${kills} kills, ${(await soak.progress()).committed} records committed`);
    if (kill % 3 !== 2) continue;
    // A member that comes and goes makes the group share out its partitions twice more.
    const guest = await startMember('bridge', join(soak.logs, 'bridge-guest.log'));
    await guest.end('SIGTERM');
    rebalances += 2;
  }
  await soak.mixed.write(records.splice(0));
  await eventually(async () => (await soak.progress()).lag === 0, DEADLINE_MS + count * 60);
  say(`all ${count} records are committed, comparing them with the histories`);

  const { transactional, aborted, compacted } = await soak.mixed.totals();
  const { lost, doubled, inversions, phantoms, ...totals } = await soak.audit();
  const wrong = {
    lost: lost.length,
    doubled: doubled.length,
    inversions: inversions.length,
    phantoms: phantoms.length,
  };
  const seconds = Math.round((Date.now() - started) / 1_000);
  const report = { ...totals, transactional, aborted, compacted, kills, rebalances, seed, seconds, ...wrong };
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : table(report));
  for (const [name, places] of Object.entries({ lost, doubled, inversions, phantoms }))
    if (places.length > 0) say(`${name}: ${places.slice(0, 20).join(', ')}`);
  for (const [what, number] of Object.entries({ transactional, aborted, compacted }))
    if (number === 0) say(`no record was ${what}, so this run shows nothing of such records`);
  const isShown = transactional > 0 && aborted > 0 && compacted > 0;
  process.exitCode = isShown && Object.values(wrong).every((found) => found === 0) ? 0 : 1;
} finally {
  await Promise.all(members.map((member) => member.end('SIGTERM')));
  await worker?.end('SIGTERM');
  await soak.close();
}
process.exit();

function table(report: object): string {
  return Object.entries(report)
    .map(([name, value]) => `${name.padEnd(14)}${value}\n`)
    .join('');
}
