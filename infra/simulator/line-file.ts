import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file of JSON values, one a line, that only ever grows. */
export interface LineFile {
  /** What the file held when it was opened. */
  readonly lines: readonly unknown[];
  /** Resolves once the line, and with it every earlier one, is on the disk. Rejects for good after one failed write. */
  append(line: unknown): Promise<void>;
  /** Waits for what was appended. */
  close(): Promise<void>;
}

/**
 * Opens the file, or makes it with its folder. A last line without its end was cut off by a crash, so nobody was told
 * that it is there: it is cut away. A bad line anywhere else is damage, and throws.
 */
export async function openLineFile(path: string): Promise<LineFile> {
  await mkdir(dirname(path), { recursive: true });
  const { lines, length } = await readLines(path);
  const file = await open(path, 'a');
  await file.truncate(length);

  let waiting: string[] = [];
  let written: Promise<void> = Promise.resolve();

  /** Writes all that waits at once: while one write is on its way to the disk, the next ones gather. */
  async function writeWaiting(): Promise<void> {
    if (waiting.length === 0) return;
    const text = waiting.join('');
    waiting = [];
    await file.appendFile(text);
    await file.datasync();
  }

  return {
    lines,
    append(line) {
      waiting.push(`${JSON.stringify(line)}\n`);
      written = written.then(writeWaiting);
      // Not every caller waits; who does gets the rejection, and so does every later append.
      written.catch(() => {});
      return written;
    },
    async close() {
      await written.catch(() => {});
      await file.close();
    },
  };
}

async function readLines(path: string): Promise<{ lines: unknown[]; length: number }> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  const length = bytes.lastIndexOf('\n') + 1;
  const texts = bytes.toString('utf8', 0, length).split('\n').slice(0, -1);
  return { length, lines: texts.map((text, index) => parse(text, `${path}:${index + 1}`)) };
}

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${place} is not JSON`, { cause });
  }
}
