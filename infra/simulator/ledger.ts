import { Books, type Line } from './books.ts';
import { openLineFile } from './line-file.ts';

/** The books, and the file that keeps them when the process ends. */
export interface Ledger {
  readonly books: Books;
  /** Adds it to the books at once. Resolves once it is on the disk; answer the request only after that. */
  record(line: Line): Promise<void>;
  close(): Promise<void>;
}

/** Reads the file if it exists. Throws if it is damaged, see `openLineFile`. */
export async function openLedger(path: string): Promise<Ledger> {
  const file = await openLineFile(path);
  const books = new Books();
  for (const line of file.lines) books.add(line as Line);
  return {
    books,
    record(line) {
      books.add(line);
      return file.append(line);
    },
    close: () => file.close(),
  };
}
