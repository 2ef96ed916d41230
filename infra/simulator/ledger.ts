import { Books, type Line } from './books.ts';
import { openLineFile } from './line-file.ts';

/** The books, and the file that they outlive the process in. */
export interface Ledger {
  readonly books: Books;
  /** In the books at once; resolves when it is on the disk, and only then may somebody be told. */
  record(line: Line): Promise<void>;
  close(): Promise<void>;
}

/** Reads the file back where there is one. Throws where it is damaged, see `openLineFile`. */
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
