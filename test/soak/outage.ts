/**
 * `npm run -s outage -- [--minutes M] [--postgresql] [--json]`: under load Temporal is stopped for so many minutes, then the schema
 * registry, then the broker. Each is started again and nothing else is done: the bridges have to go on by themselves.
 *
 * Progress goes to stderr, the findings to stdout. Exit code 0 where records waited for Temporal and for the registry,
 * nothing was lost, doubled or dead-lettered, the group was kept while the broker was up, and memory came back; 1 where not; 2 for a wrong option.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { stopProcess } from '../../infra/stack/processes.ts';
import { stackUp } from '../../infra/stack/stack.ts';
import { readState, type ServerName } from '../../infra/settings/stack-state.ts';
import { eventually } from '../eventually.ts';
import type { Planned } from './plan.ts';
import { memoryOf, startMember, type Member } from './processes.ts';
import { requireTemporalOnPostgresql } from '../postgresql/use.ts';
import { openSoak } from './servers.ts';

/** Workflows a second: what a development server on a small machine takes with ease. */
const LOAD_PER_S = 10;
const MEMORY_BOUND = 1.2;
const MEMBERS = 2;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    postgresql: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  process.stderr.write('outage: --minutes should be a number above 0\n');
  process.exit(2);
}

interface Report {
  readonly stopped: ServerName;
  readonly minutes: number;
  readonly produced: number;
  /** Offsets that were waiting when the server came back. */
  readonly lag: number;
  /** Seconds until nothing was waiting any more. */
  readonly caughtUpAfter: number;
  readonly membersKept: boolean;
  /** Memory of all bridges after it, as a multiple of that before it; garbage collected both times. */
  readonly memory: number;
}

const say = (text: string) => process.stderr.write(`  ${text}\n`);
if (values.postgresql) await requireTemporalOnPostgresql();
const soak = await openSoak();
const members: Member[] = [];
let produced = 0;
try {
  members.push(await startMember('worker', join(soak.logs, 'worker.log')));
  const bridges = await Promise.all(
    Array.from({ length: MEMBERS }, (_, index) =>
      startMember('bridge', join(soak.logs, `bridge-${index}.log`)),
    ),
  );
  members.push(...bridges);
  // Every code path has run, and both members have their partitions, before memory is looked at.
  await load(20);
  await caughtUp();

  const reports = [];
  for (const server of ['temporal', 'registry', 'kafka'] as const)
    reports.push(await outage(server, bridges));
  const { lost, doubled, inversions, phantoms, deadLetters, records } = await soak.audit();
  const totals = {
    records,
    deadLetters,
    lost: lost.length,
    doubled: doubled.length,
    inversions: inversions.length,
    phantoms: phantoms.length,
  };
  process.stdout.write(
    values.json ? `${JSON.stringify({ outages: reports, ...totals })}\n` : table(reports, totals),
  );
  for (const [name, places] of Object.entries({ lost, doubled, inversions, phantoms }))
    if (places.length > 0) say(`${name}: ${places.slice(0, 20).join(', ')}`);
  const { records: _, ...bad } = totals;
  // Where nothing was waiting nothing was shown; nobody can write to a broker that is away.
  const isWell = ({ stopped, lag, membersKept, memory }: Report) =>
    (lag > 0 || stopped === 'kafka') && membersKept && memory <= MEMORY_BOUND;
  process.exitCode = Object.values(bad).every((found) => found === 0) && reports.every(isWell) ? 0 : 1;
} finally {
  await Promise.all(members.map((member) => member.end('SIGTERM')));
  await soak.close();
}
process.exit();

async function outage(stopped: ServerName, bridges: readonly Member[]): Promise<Report> {
  const memoryBefore = await memory(bridges);
  const membersBefore = await soak.members();
  const producedBefore = produced;
  const server = readState(soak.dir)?.processes[stopped];
  if (!server) throw new Error(`there is no ${stopped} to stop`);
  // What is cached goes on without a registry; what is new has to wait for it.
  if (stopped === 'registry') await soak.renewSchema();
  say(`${stopped} is stopped for ${minutes} min`);
  await stopProcess(server);
  if (stopped === 'kafka') {
    await delay(minutes * 60_000);
  } else {
    await load(minutes * 60);
  }
  const membersKept = stopped === 'kafka' || String(await soak.members()) === String(membersBefore);
  await stackUp({ dir: soak.dir });
  const back = Date.now();
  const { lag } = await eventually(() => soak.progress(), 60_000);
  if (stopped === 'kafka') await load(5);
  await caughtUp();
  const caughtUpAfter = Math.round((Date.now() - back) / 1_000);
  const grown = (await memory(bridges)) / memoryBefore;
  say(`${stopped} is back, ${lag} records were waiting, none after ${caughtUpAfter} s`);
  return {
    stopped,
    minutes,
    produced: produced - producedBefore,
    lag,
    caughtUpAfter,
    membersKept,
    memory: Math.round(grown * 100) / 100,
  };
}

/** New workflows, steadily, for so many seconds. */
async function load(seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1_000;
  while (Date.now() < end) {
    const records = Array.from({ length: LOAD_PER_S }, (_, index) => workflow(`load-${produced + index}`));
    await soak.produce(records.flat());
    produced += LOAD_PER_S;
    await delay(1_000);
  }
}

function workflow(id: string): Planned[] {
  return [
    { kind: 'opened', value: { id } },
    { kind: 'counted', value: { id, n: 1, ask: 'add' }, name: `${id}/1` },
    { kind: 'counted', value: { id, n: 2, ask: 'end' }, name: undefined },
  ];
}

async function caughtUp(): Promise<void> {
  await eventually(async () => (await soak.progress()).lag === 0, 120_000 + minutes * 60_000);
}

async function memory(bridges: readonly Member[]): Promise<number> {
  const each = await Promise.all(bridges.map(memoryOf));
  return each.reduce((sum, bytes) => sum + bytes, 0);
}

function table(reports: readonly Report[], totals: object): string {
  const names = Object.keys(reports[0]!);
  const rows = [names, ...reports.map((report) => Object.values(report).map(String))];
  return `${rows.map((row) => row.map((cell) => cell.padEnd(15)).join('')).join('\n')}\n\n${Object.entries(
    totals,
  )
    .map(([name, value]) => `${name.padEnd(15)}${value}`)
    .join('\n')}\n`;
}
