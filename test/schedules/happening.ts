/** What can happen in a schedule, as it is counted. */
export type Happening =
  | 'calls'
  | 'applied'
  | 'dropped'
  | 'settled'
  | 'dead-lettered'
  | 'committed'
  | 'fenced'
  | 'rebalanced'
  | 'crashed'
  | 'continued as new'
  | 'closed'
  | 'replayed';

/** Hears what happens, and the same in words. */
export type Tell = (what: Happening, words: string) => void;
