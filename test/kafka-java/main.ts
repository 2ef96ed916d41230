/**
 * `npm run -s test:kafka-java -- [--logs N] [--seed S] [--json]`: logs at random, read through the bridge's own source
 * and through Kafka's Java client, which have to give the same records. kafkajs's own filter reads the first logs, too,
 * and has to fail, or the logs are too easy to show anything.
 *
 * Progress goes to stderr, the counts to stdout. Exit code 0 where both read the same; 1 where they did not, or a kind
 * of log did not occur; 2 for a wrong option.
 */
import { parseArgs } from 'node:util';
import { artifacts } from '../../infra/stack/artifacts.mjs';
import { plainKafka } from '../plain-kafka.ts';
import { startBroker } from './broker.ts';
import { JavaProgram } from './java-program.ts';
import type { Kinds } from './kinds.ts';
import { runRound, type Round } from './round.ts';

const LOGS_A_ROUND = 200;

/** Of these there must be some, or the run shows nothing of them. */
const REQUIRED = [
  'overlappingAborts',
  'abortedMarkerLikeKeys',
  'begunInsideAborted',
  'emptyBatches',
] as const;

const { values } = parseArgs({
  options: {
    logs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const [logs, seed] = [values.logs, values.seed].map(Number) as [number, number];
if (!Number.isInteger(logs) || logs < 1 || !Number.isInteger(seed)) {
  process.stderr.write('test:kafka-java: --logs and --seed should be whole numbers\n');
  process.exit(2);
}

const say = (text: string) => process.stderr.write(`  ${text}\n`);
const jars = await artifacts('kafka', 'Kafka');
const broker = await startBroker(jars);
const admin = plainKafka([broker.address]).admin();
const writer = new JavaProgram(jars, 'Writer.java', broker.address);
const reader = new JavaProgram(jars, 'Reader.java', broker.address);
const started = Date.now();
try {
  await admin.connect();
  const rounds: Round[] = [];
  for (let done = 0; done < logs; done += LOGS_A_ROUND) {
    const options = { seed: seed + rounds.length, logs: Math.min(LOGS_A_ROUND, logs - done) };
    const servers = { ...broker, admin, writer, reader };
    const again = `again with --seed ${options.seed} --logs ${options.logs}`;
    const round = await runRound(servers, { ...options, withOwnFilter: done === 0 }).catch(
      (cause: unknown) => {
        throw new Error(`the round did not come to its end, ${again}`, { cause });
      },
    );
    rounds.push(round);
    say(`${done + options.logs} of ${logs} logs, ${round.records} records in the last ${options.logs}`);
    for (const { log, offset, what } of round.differences)
      say(`${what}: ${log} at offset ${offset}; ${again}`);
  }
  const total = (of: (round: Round) => number) => rounds.reduce((sum, round) => sum + of(round), 0);
  const names = Object.keys(rounds[0]!.kinds) as (keyof Kinds)[];
  const kinds = Object.fromEntries(names.map((name) => [name, total((round) => round.kinds[name])]));
  const { ownFilter } = rounds[0]!;
  const report = {
    logs,
    seed,
    seconds: Math.round((Date.now() - started) / 1_000),
    records: total((round) => round.records),
    abortedRecords: total((round) => round.aborted),
    kinds,
    kafkajs: ownFilter,
    differences: total((round) => round.differences.length),
  };
  const missing = REQUIRED.filter((kind) => kinds[kind] === 0);
  if (missing.length > 0) say(`none of these occurred, take more --logs: ${missing.join(', ')}`);
  if (ownFilter?.wrongLogs === 0) say("kafkajs's own filter did not fail, so the logs are too easy");
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : table(report));
  const isRight = report.differences === 0 && missing.length === 0 && ownFilter!.wrongLogs > 0;
  process.exitCode = isRight ? 0 : 1;
} finally {
  for (const program of [writer, reader]) program.end();
  await admin.disconnect();
  await broker.stop();
}
process.exit();

function table({ kinds, kafkajs, ...totals }: { kinds: object; kafkajs: object | undefined }): string {
  const rows = (of: object, prefix = '') =>
    Object.entries(of).map(([name, value]) => `${`${prefix}${name}`.padEnd(32)}${value}\n`);
  return [...rows(totals), ...rows(kinds, 'kinds.'), ...rows(kafkajs ?? {}, 'kafkajs.')].join('');
}
