import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifacts } from '../../infra/stack/artifacts.mjs';
import { brokerCount, brokerPlan, clusterId } from '../../infra/stack/kafka.ts';
import { freePorts } from '../../infra/stack/ports.ts';
import { isAlive, type ProcessRef } from '../../infra/settings/process-ref.mjs';
import { startProcess, stopProcess } from '../../infra/stack/processes.ts';
import { lastLines } from '../../infra/stack/tools.mjs';
import { startWatchdog, whenLeftBehind } from '../../infra/stack/watched-process.ts';
import { temporaryFolder } from '../../infra/testing/local-servers.ts';
import { eventually } from '../eventually.ts';

/** What is known of a cluster in the file of its folder, so that each process of a test run finds it. */
interface State {
  readonly cluster: string;
  /** Of each broker, by its id less one; and where it is a controller. */
  readonly ports: readonly number[];
  readonly controllerPorts: readonly number[];
  readonly processes: (ProcessRef | undefined)[];
}

/** What is written is on every broker; one that is gone is noticed, and has its partitions taken over, soon. */
const PROPERTIES = {
  'default.replication.factor': 3,
  'offsets.topic.replication.factor': 3,
  'transaction.state.log.replication.factor': 3,
  'broker.session.timeout.ms': 4_000,
  'broker.heartbeat.interval.ms': 500,
};

/** Three brokers, with the ids 1 to 3, each a controller, too. */
export class Brokers {
  readonly folder: string;
  readonly addresses: readonly string[];
  readonly #path: string;

  /** Those that have been started in the folder. */
  constructor(folder: string) {
    this.folder = folder;
    this.#path = join(folder, 'state.json');
    this.addresses = this.#state.ports.map((port) => `127.0.0.1:${port}`);
  }

  /** Starts three new ones. They end with this process, however that ends. */
  static async start(): Promise<Brokers> {
    const free = Object.values(await freePorts());
    const folder = temporaryFolder();
    const [ports, controllerPorts] = [free.slice(0, 3), free.slice(3, 6)];
    const state: State = { cluster: clusterId(), ports, controllerPorts, processes: [] };
    writeFileSync(join(folder, 'state.json'), JSON.stringify(state));
    const brokers = new Brokers(folder);
    const endWatch = startWatchdog(import.meta.filename, [folder]);
    try {
      await brokers.up(1, 2, 3);
    } catch (error) {
      await brokers.clear();
      endWatch();
      throw error;
    }
    return brokers;
  }

  /** Starts these brokers where they are not running, and resolves once each knows of all that run. */
  async up(...ids: readonly number[]): Promise<void> {
    const jars = await artifacts('kafka', 'Kafka');
    const { cluster } = this.#state;
    const missing = ids.filter((id) => !this.#isRunning(id));
    const plans = await Promise.all(
      missing.map(async (id) => {
        const dir = join(this.folder, String(id));
        mkdirSync(dir, { recursive: true });
        return { id, plan: await brokerPlan(jars, { dir, id, cluster, ...this.#listening(id) }) };
      }),
    );
    for (const { id, plan } of plans)
      this.#note(id, startProcess({ ...plan, logFile: join(this.folder, `${id}.log`) }));
    await eventually(() => this.#areUp()).catch((cause: unknown) => {
      const logs = ids.map((id) => lastLines(readFileSync(join(this.folder, `${id}.log`), 'utf8'), 15));
      throw new Error(`the brokers are not up; their logs end with:\n${logs.join('\n')}`, { cause });
    });
  }

  /** Ends a broker in good order: it hands over what it leads first. */
  async stop(id: number): Promise<void> {
    const process = this.#state.processes[id - 1];
    if (process) await stopProcess(process);
    this.#note(id, undefined);
  }

  /** Ends a broker at once. */
  async kill(id: number): Promise<void> {
    const { pid } = this.#state.processes[id - 1]!;
    process.kill(-pid, 'SIGKILL');
    await this.stop(id);
  }

  /** Has a broker hang: it answers nothing, though its connections stay. `resume` has it go on. */
  pause(id: number): void {
    process.kill(-this.#state.processes[id - 1]!.pid, 'SIGSTOP');
  }

  resume(id: number): void {
    process.kill(-this.#state.processes[id - 1]!.pid, 'SIGCONT');
  }

  /** Ends all, without handing over, and deletes their data. */
  async clear(): Promise<void> {
    for (const id of [1, 2, 3]) if (this.#isRunning(id)) await this.kill(id);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #listening(id: number) {
    const { ports, controllerPorts } = this.#state;
    const [port, controllerPort] = [ports[id - 1]!, controllerPorts[id - 1]!];
    const listeners = `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`;
    const voters = controllerPorts.map((at, index) => `${index + 1}@127.0.0.1:${at}`).join();
    const roles = { 'process.roles': 'broker,controller', 'controller.quorum.voters': voters, listeners };
    return { port, controllerPort, more: { ...PROPERTIES, ...roles } };
  }

  get #state(): State {
    return JSON.parse(readFileSync(this.#path, 'utf8')) as State;
  }

  #note(id: number, process: ProcessRef | undefined): void {
    const state = this.#state;
    state.processes[id - 1] = process;
    writeFileSync(this.#path, JSON.stringify(state));
  }

  #isRunning(id: number): boolean {
    const process = this.#state.processes[id - 1];
    return process ? isAlive(process) : false;
  }

  async #areUp(): Promise<boolean> {
    const running = [1, 2, 3].filter((id) => this.#isRunning(id));
    const counts = await Promise.all(running.map((id) => brokerCount(this.addresses[id - 1]!)));
    return counts.every((count) => count === running.length);
  }
}

if (process.argv[1] === import.meta.filename) {
  const [, , folder = ''] = process.argv;
  void whenLeftBehind(() => new Brokers(folder).clear());
}
