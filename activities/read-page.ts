import type { FileHandle } from 'node:fs/promises';

export interface PageLimits {
  readonly lines: number;
  /** A page ends after the line that reaches this many bytes. */
  readonly bytes: number;
  /** A longer line is read but not kept. */
  readonly lineBytes: number;
}

export interface Page {
  /** Without line ends; undefined for a line that is too long. */
  readonly lines: readonly (Buffer | undefined)[];
  /** The byte at which the next page begins. */
  readonly end: number;
  readonly isLast: boolean;
}

const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;

/**
 * Reads the lines of a file from a byte on. The limits bound the memory for any file. The last line needs no line end.
 */
export async function readPage(
  file: Pick<FileHandle, 'read'>,
  start: number,
  limits: PageLimits,
): Promise<Page> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const lines: (Buffer | undefined)[] = [];
  let line = new Line(limits.lineBytes);
  let at = start;

  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) {
      if (line.bytes > 0) lines.push(line.content);
      return { lines, end: at, isLast: true };
    }
    for (let from = 0; from < bytesRead;) {
      const feed = chunk.subarray(0, bytesRead).indexOf(LINE_FEED, from);
      line.add(chunk.subarray(from, feed === -1 ? bytesRead : feed));
      if (feed === -1) break;
      lines.push(line.content);
      line = new Line(limits.lineBytes);
      from = feed + 1;
      const end = at + from;
      if (lines.length >= limits.lines || end - start >= limits.bytes) return { lines, end, isLast: false };
    }
    at += bytesRead;
  }
}

/** A line that is being read; if it grows too long, only its bytes are counted. */
class Line {
  bytes = 0;
  #parts: Buffer[] = [];
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(part: Buffer): void {
    this.bytes += part.length;
    if (this.bytes > this.#maxBytes) this.#parts = [];
    else this.#parts.push(Buffer.from(part));
  }

  get content(): Buffer | undefined {
    return this.bytes > this.#maxBytes ? undefined : Buffer.concat(this.#parts);
  }
}
