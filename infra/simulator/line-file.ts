import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** An append-only file with one JSON value per line. */
export interface LineFile {
  /** Content of the file when it was opened. */
  readonly lines: readonly unknown[];
  /** Resolves once this line and all earlier ones are on the disk. After a failed write, every call rejects. */
  append(line: unknown): Promise<void>;
  /** Waits for all appended lines. */
  close(): Promise<void>;
}

/**
 * Opens the file, or creates it with its folder. Removes an incomplete last line: a crash cut it off before it was
 * acknowledged. Throws if any other line is not JSON.
 */
export async function openLineFile(path: string): Promise<LineFile> {
  await mkdir(dirname(path), { recursive: true });
  const { lines, length } = await readLines(path);
  const file = await open(path, 'a');
  await file.truncate(length);

  let waiting: string[] = [];
  let written: Promise<void> = Promise.resolve();

  /** Writes all waiting lines at once; lines that come during a write wait for the next one. */
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
      // Prevents an unhandled rejection if the caller does not wait. Waiting callers and later appends still get it.
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
