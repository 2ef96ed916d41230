import { Socket } from 'node:net';

/** Of Kafka's protocol: the requests of a group's member, and what a broker may answer them. */
export const API = { joinGroup: 11, heartbeat: 12, syncGroup: 14 };
export const ERROR = { coordinatorLoading: 14, notCoordinator: 16, rebalanceInProgress: 27 };

/** Frozen in Kafka's protocol: a request's kind and number, and, in the answers of `API`, the number and the error. */
const KIND_AT = 4;
const REQUEST_NUMBER_AT = 8;
const NUMBER_AT = 4;
const ERROR_AT = 12;
const LENGTH_BYTES = 4;

/** An answer that a test wants instead of the broker's, to the next request of its kind. */
interface Fault {
  readonly api: number;
  readonly error: number;
}

/** Connections of one client on which brokers seem to answer as a test says. */
export function faultySockets() {
  const faults: Fault[] = [];
  const redirect: { to: string | undefined } = { to: undefined };
  return {
    /** The next request of this kind is answered with the error; several in the order in which they are asked for. */
    answer: (api: number, error: number) => void faults.push({ api, error }),
    /** How many of the faults have not happened yet. */
    get pending() {
      return faults.length;
    },
    /** New connections lead to this address, host:port, whatever the broker says of its own. */
    leadTo: (address: string) => void (redirect.to = address),
    socketFactory({ host, port, onConnect }: { host: string; port: number; onConnect: () => void }) {
      const [toHost = host, toPort = String(port)] = redirect.to?.split(':') ?? [];
      return new FaultySocket(faults).connect(Number(toPort), toHost, onConnect);
    },
  };
}

class FaultySocket extends Socket {
  readonly #faults: Fault[];
  /** The faults of the requests that are under way, by their numbers. */
  readonly #asked = new Map<number, Fault>();
  #received = Buffer.alloc(0);

  constructor(faults: Fault[]) {
    super();
    this.#faults = faults;
  }

  // Not `write`, which a socket sets back to its own when it connects.
  override _write(request: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#ask(request);
    // eslint-disable-next-line no-underscore-dangle -- the name is Node's
    super._write(request, encoding, done);
  }

  override _writev(
    requests: { chunk: Buffer; encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    for (const { chunk } of requests) this.#ask(chunk);
    // eslint-disable-next-line no-underscore-dangle -- the name is Node's
    super._writev!(requests, done);
  }

  #ask(request: Buffer): void {
    const [fault] = this.#faults;
    if (!fault || request.readInt16BE(KIND_AT) !== fault.api) return;
    this.#asked.set(request.readInt32BE(REQUEST_NUMBER_AT), fault);
    this.#faults.shift();
  }

  /** What came from the broker, answer by answer. */
  override push(chunk: Buffer | null): boolean {
    if (chunk === null) return super.push(chunk);
    this.#received = Buffer.concat([this.#received, chunk]);
    let wantsMore = true;
    while (this.#received.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + this.#received.readInt32BE(0);
      if (this.#received.length < end) break;
      wantsMore = super.push(this.#changed(this.#received.subarray(0, end)));
      this.#received = this.#received.subarray(end);
    }
    return wantsMore;
  }

  #changed(answer: Buffer): Buffer {
    const number = answer.readInt32BE(NUMBER_AT);
    const fault = this.#asked.get(number);
    if (!fault) return answer;
    this.#asked.delete(number);
    const changed = Buffer.from(answer);
    changed.writeInt16BE(fault.error, ERROR_AT);
    return changed;
  }
}
