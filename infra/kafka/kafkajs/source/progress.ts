import type { SourceState } from '../../../../consumers/bridge/source.ts';

/** How far a source has come, and when it last heard from its group's coordinator. */
export class SourceProgress {
  #heardAt = Date.now();
  #at: Omit<SourceState, 'partitions' | 'heardAt'> = {
    phase: 'joining',
    since: Date.now(),
    cause: undefined,
  };

  enter(phase: SourceState['phase'], cause?: Error): void {
    this.#at = { phase, since: phase === this.#at.phase ? this.#at.since : Date.now(), cause };
  }

  heard(): void {
    this.#heardAt = Date.now();
  }

  get state(): Omit<SourceState, 'partitions'> {
    return { ...this.#at, heardAt: this.#heardAt };
  }
}
