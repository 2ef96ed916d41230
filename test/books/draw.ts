import { randomOf, type Random } from '../fuzz/random.ts';

/** The three services, by the names that their steps have in outcomes. */
export const SERVICES = ['inventory', 'payment', 'shipment'] as const;
export type Service = (typeof SERVICES)[number];

/** How a service treats the request of a step. Times are in milliseconds, as they would be in earnest. */
export type StepDraw =
  | { readonly kind: 'fine'; readonly takesMs: number }
  /** Does it, and its first answers are lost. It remembers what it did. */
  | { readonly kind: 'lost'; readonly answers: number }
  /** Works on it that long. Meanwhile a repetition hears that the key is in use. */
  | { readonly kind: 'busy'; readonly takesMs: number; readonly status: 409 | 425 }
  /** Takes it, says nothing, and does it that much later. */
  | { readonly kind: 'late'; readonly landsMs: number }
  /** Does it that much later, loses its answer, and forgets: a repetition is refused. */
  | { readonly kind: 'forgets'; readonly landsMs: number }
  | { readonly kind: 'refuses' }
  /** Gives no use to the first requests, and does nothing for them. */
  | { readonly kind: 'down'; readonly requests: number; readonly as: Trouble };

export interface UndoDraw {
  /** Whether `final` is promised, and kept: what was not done by then is never done. */
  readonly promises: boolean;
  /** Whether the first answer to a key is repeated for ever. */
  readonly remembers: boolean;
  /** So many requests meet the trouble; `Infinity` for a service that never answers. */
  readonly down: number;
  readonly as: Trouble;
  /** 409 for so long, counted from the first request. */
  readonly pendingMs: number;
  /** So many answers are lost after it was done. */
  readonly lost: number;
}

/** An HTTP status, no answer at all, or a connection that breaks. */
export type Trouble = 400 | 404 | 422 | 429 | 500 | 503 | 'silent' | 'broken';

export interface ServiceDraw {
  readonly step: StepDraw;
  readonly undo: UndoDraw;
  readonly counted?: Counted;
  /** A proxy sends each request twice, and gives the second answer. */
  readonly twice: boolean;
}

export interface OrderDraw {
  readonly orderId: string;
  readonly items: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly unitPriceMinor: number;
  }[];
  /** When the customer cancels, if so. */
  readonly cancelMs: number | undefined;
  readonly services: Readonly<Record<Service, ServiceDraw>>;
}

/**
 * Instead of drawn times, for tests that must not depend on how fast a machine is: a step has its effect once its undo
 * has been answered so many times, and an undo is pending for so many requests.
 */
export interface Counted {
  readonly landsAfterAsks?: number;
  readonly pendingAsks?: number;
}

const THEMES = ['plain', 'wild', 'wild', 'wild', 'M1', 'M2', 'M3', 'M3', 'M4', 'M5'] as const;

/** The behaviours for so many orders; the same for the same seed. */
export const drawOrders = (count: number, seed: number): OrderDraw[] => {
  const random = randomOf(seed);
  return Array.from({ length: count }, (_, at) => drawOrder(`o-${seed}-${at}`, random));
};

function drawOrder(orderId: string, random: Random): OrderDraw {
  const theme = random.pick(THEMES);
  const service = () => (theme === 'wild' ? wild(random) : calm(random));
  const services = { inventory: service(), payment: service(), shipment: service() };
  return {
    orderId,
    items: Array.from({ length: 1 + random.below(3) }, (_, at) => ({
      sku: `TEA-${at}`,
      quantity: 1 + random.below(5),
      unitPriceMinor: random.below(10_000),
    })),
    cancelMs: theme !== 'plain' && random.chance(0.1) ? random.below(60_000) : undefined,
    services: { ...services, ...troubles(theme, services, random) },
  };
}

/** What makes the case of that name happen. */
function troubles(
  theme: (typeof THEMES)[number],
  { payment, shipment }: OrderDraw['services'],
  random: Random,
): Partial<OrderDraw['services']> {
  const late = { kind: 'late', landsMs: 60_000 + random.below(340_000) } as const;
  const forgets = {
    kind: 'forgets',
    landsMs: random.chance(0.5) ? 0 : 30_000 + random.below(60_000),
  } as const;
  switch (theme) {
    case 'M1':
      return { payment: { ...payment, step: busy(random) } };
    case 'M2':
      return { payment: { ...payment, step: forgets, twice: false } };
    case 'M3':
      return { payment: { ...payment, step: late, undo: { ...payment.undo, promises: false } } };
    case 'M4': {
      const down = random.chance(0.3) ? Infinity : 1 + random.below(9);
      const shipping = {
        step: { kind: 'down', requests: 99, as: 503 },
        undo: { ...shipment.undo, down, as: 503 },
      } as const;
      return { shipment: { ...shipping, twice: false } };
    }
    case 'M5':
      return {
        payment: { ...payment, undo: { ...payment.undo, pendingMs: 10_000 + random.below(90_000) } },
        shipment: { ...shipment, step: { kind: 'refuses' } },
      };
    case 'plain':
    case 'wild':
      return {};
  }
}

const TROUBLES: readonly Trouble[] = [400, 404, 422, 429, 500, 503, 'silent', 'broken'];
const busy = (random: Random): StepDraw => ({
  kind: 'busy',
  takesMs: 40_000 + random.below(80_000),
  status: random.pick([409, 425] as const),
});

const calm = (random: Random): ServiceDraw => ({
  step: { kind: 'fine', takesMs: random.below(3_000) },
  undo: { ...undo(random), down: 0, pendingMs: 0, lost: 0 },
  twice: false,
});

function wild(random: Random): ServiceDraw {
  const step = wildStep(random);
  // No proxy repeats a request to a service that would do it, or refuse it, twice.
  return { step, undo: undo(random), twice: step.kind !== 'forgets' && random.chance(0.1) };
}

function wildStep(random: Random): StepDraw {
  switch (random.below(12)) {
    case 0:
      return { kind: 'lost', answers: 1 + random.below(4) };
    case 1:
      return busy(random);
    case 2:
      return { kind: 'late', landsMs: random.below(400_000) };
    case 3:
      return { kind: 'forgets', landsMs: random.chance(0.5) ? 0 : random.below(90_000) };
    case 4:
      return { kind: 'refuses' };
    case 5:
      return { kind: 'down', requests: 1 + random.below(4), as: random.pick(TROUBLES) };
    default:
      return { kind: 'fine', takesMs: random.below(random.chance(0.2) ? 30_000 : 3_000) };
  }
}

const undo = (random: Random): UndoDraw => ({
  promises: random.chance(0.5),
  remembers: random.chance(0.5),
  down: random.chance(0.05) ? Infinity : random.chance(0.3) ? 1 + random.below(7) : 0,
  as: random.pick(TROUBLES),
  pendingMs: random.chance(0.15) ? random.below(120_000) : 0,
  lost: random.chance(0.2) ? 1 + random.below(3) : 0,
});
