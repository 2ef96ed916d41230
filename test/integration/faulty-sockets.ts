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

/** What the connections of one client have in common. */
interface Connections {
  readonly faults: Fault[];
  readonly sockets: Set<FaultySocket>;
  isSilent: boolean;
}

/** Connections of one client on which brokers seem to answer as a test says. */
export function faultySockets() {
  const all: Connections = { faults: [], sockets: new Set(), isSilent: false };
  return {
    /** The next request of this kind is answered with the error; several in the order in which they are asked for. */
    answer: (api: number, error: number) => void all.faults.push({ api, error }),
    /** How many of the faults have not happened yet. */
    get pending() {
      return all.faults.length;
    },
    /** From now on no answer arrives, and no connection ends. */
    silence: () => void (all.isSilent = true),
    /** What was held back arrives now. */
    restore() {
      all.isSilent = false;
      for (const socket of all.sockets) socket.deliver();
    },
    socketFactory({ host, port, onConnect }: { host: string; port: number; onConnect: () => void }) {
      const socket = new FaultySocket(all);
      all.sockets.add(socket);
      socket.on('close', () => all.sockets.delete(socket));
      return socket.connect(port, host, onConnect);
    },
  };
}

class FaultySocket extends Socket {
  readonly #all: Connections;
  /** The faults of the requests that are under way, by their numbers. */
  readonly #asked = new Map<number, Fault>();
  #received = Buffer.alloc(0);

  constructor(all: Connections) {
    super();
    this.#all = all;
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
    const { faults } = this.#all;
    const [fault] = faults;
    if (!fault || request.readInt16BE(KIND_AT) !== fault.api) return;
    this.#asked.set(request.readInt32BE(REQUEST_NUMBER_AT), fault);
    faults.shift();
  }

  override push(chunk: Buffer | null): boolean {
    if (chunk === null) return super.push(chunk);
    this.#received = Buffer.concat([this.#received, chunk]);
    return this.#all.isSilent || this.deliver();
  }

  /** Passes on what came from the broker, answer by answer. True if the reader wants more. */
  deliver(): boolean {
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
