import type { OpenUndo } from './messages.ts';

/** The undos that have not ended yet, for people who ask. */
export class OpenUndos {
  readonly #open = new Map<string, OpenUndo>();

  /** In the order in which they began. */
  get view(): readonly OpenUndo[] {
    return [...this.#open.values()];
  }

  /** Shows the undo while the work lasts, and why it lasts. */
  async during<T>(step: string, work: (onFailing: (why: string) => void) => Promise<T>): Promise<T> {
    const since = new Date().toISOString();
    this.#open.set(step, { step, since });
    const end = await work((why) => this.#open.set(step, { step, since, why }));
    this.#open.delete(step);
    return end;
  }
}
