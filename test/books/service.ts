import type { Service, ServiceDraw, Trouble } from './draw.ts';

/** What a service did for an order, with the time in milliseconds since 1970. */
export interface Entry {
  readonly at: number;
  readonly amountMinor: number;
}

export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** What became of a request: an answer, silence, or a broken connection. */
export type Fate = Answer | 'silent' | 'broken';

/** The case whose trouble a request met. */
export type Case = 'M1' | 'M2' | 'M3' | 'M4' | 'M5';

interface Options {
  readonly service: Service;
  readonly draw: ServiceDraw;
  /** Makes a drawn time as short as all others. */
  readonly shrunk: (ms: number) => number;
  readonly met: (met: Case) => void;
}

const REFUSAL: Record<Service, Answer> = {
  inventory: { status: 409, body: { error: 'out-of-stock' } },
  payment: { status: 402, body: { error: 'card-declined' } },
  shipment: { status: 422, body: { error: 'undeliverable' } },
};
const ID: Record<Service, string> = {
  inventory: 'reservationId',
  payment: 'paymentId',
  shipment: 'shipmentId',
};
const UNDONE: Record<Service, string> = { inventory: 'released', payment: 'refunded', shipment: 'cancelled' };

/** One service as it treats one order, in trouble of the drawn kind. It has an effect at most once. */
export class TroubledService {
  readonly done: Entry[] = [];
  readonly undone: Entry[] = [];
  /** When an undo last found nothing, without a promise. */
  foundNothingAt: number | undefined;
  /** Requests to undo it, answered or not. */
  asks = 0;
  /** When it was first asked to undo it. */
  askedAt: number | undefined;
  /** Until when something may still land. */
  landsBy = 0;
  readonly #options: Options;
  readonly #answers = new Map<string, Answer>();
  readonly #gate = Promise.withResolvers<void>();
  #answered = 0;
  #requests = 0;
  #closed = false;
  #underWay: Promise<Answer> | undefined;
  #pendingUntil: number | undefined;
  #lost: number;

  constructor(options: Options) {
    this.#options = options;
    this.#lost = options.draw.undo.lost;
  }

  async do(amountMinor: number): Promise<Fate> {
    const { service, draw, met } = this.#options;
    const isFirst = this.#requests === 0;
    const nth = (this.#requests += 1);
    const { step, counted } = draw;
    switch (step.kind) {
      case 'refuses':
        return REFUSAL[service];
      case 'down':
        return nth <= step.requests ? trouble(step.as) : this.#land(0, amountMinor);
      case 'fine':
        return (this.#underWay ??= this.#land(step.takesMs, amountMinor));
      case 'lost':
        this.#underWay ??= this.#land(0, amountMinor);
        return nth <= step.answers ? 'broken' : this.#underWay;
      case 'busy':
        // The answer to a request that takes until its undo would come too late.
        if (isFirst && counted) {
          this.#underWay = this.#land(0, amountMinor);
          return 'broken';
        }
        if (this.done.length > 0 || !this.#underWay)
          return (this.#underWay ??= this.#land(step.takesMs, amountMinor));
        met('M1');
        return { status: step.status, body: { error: 'idempotency-key-in-use' } };
      case 'late':
        this.#underWay ??= this.#land(step.landsMs, amountMinor);
        if (this.done.length > 0) return this.#underWay;
        return nth % 2 === 1 && !counted ? 'silent' : trouble(503);
      case 'forgets':
        if (nth > 1) {
          met('M2');
          return REFUSAL[service];
        }
        void this.#land(step.landsMs, amountMinor);
        return 'broken';
    }
  }

  undo(key: string): Fate {
    const { draw, shrunk, met } = this.#options;
    const { counted } = draw;
    this.askedAt ??= Date.now();
    const { down, as, pendingMs, promises, remembers } = draw.undo;
    if ((this.asks += 1) <= down) return trouble(as);
    this.#pendingUntil ??= Date.now() + (pendingMs > 0 ? shrunk(pendingMs) : 0);
    if (Date.now() < this.#pendingUntil) {
      met('M5');
      return { status: 409, body: { error: 'pending' } };
    }
    if (this.asks <= down + (counted?.pendingAsks ?? 0)) {
      met('M5');
      return { status: 409, body: { error: 'pending' } };
    }
    const answer = this.#answers.get(key) ?? this.#undoNow(promises);
    if (remembers) this.#answers.set(key, answer);
    if ((this.#answered += 1) === counted?.landsAfterAsks) this.#gate.resolve();
    return (this.#lost -= 1) >= 0 ? 'broken' : answer;
  }

  #undoNow(promises: boolean): Answer {
    const standing = this.done.at(this.undone.length);
    if (standing) this.undone.push({ ...standing, at: Date.now() });
    const undone = this.undone.length > 0;
    if (promises) this.#closed = true;
    else if (!undone) this.foundNothingAt = Date.now();
    return {
      status: 200,
      body: { [UNDONE[this.#options.service]]: undone, ...(promises && { final: true }) },
    };
  }

  /** Has its effect after this time, whoever still listens; unless a promise keeps it from that. */
  async #land(afterMs: number, amountMinor: number): Promise<Answer> {
    const { service, draw, shrunk, met } = this.#options;
    if (draw.counted?.landsAfterAsks !== undefined) await this.#gate.promise;
    else if (afterMs > 0) {
      this.landsBy = Date.now() + shrunk(afterMs);
      await new Promise((resolve) => setTimeout(resolve, shrunk(afterMs)));
    }
    if (this.#closed) return { status: 409, body: { error: 'already-undone' } };
    if (this.done.length === 0) this.done.push({ at: Date.now(), amountMinor });
    if (this.foundNothingAt !== undefined) met('M3');
    return { status: 201, body: { [ID[service]]: `${service}-1` } };
  }
}

const trouble = (as: Trouble): Fate =>
  typeof as === 'number' ? { status: as, body: { error: 'trouble' } } : as;
