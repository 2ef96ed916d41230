import type { FileHandle } from 'node:fs/promises';

export interface PageLimits {
  readonly lines: number;
  /** A page ends after the line that reaches so many bytes. */
  readonly bytes: number;
  /** A line that is longer is not kept. */
  readonly lineBytes: number;
}

export interface Page {
  /** Without their line ends; undefined where a line is longer than a line may be. */
  readonly lines: readonly (Buffer | undefined)[];
  /** Where the next page begins. */
  readonly end: number;
  readonly isLast: boolean;
}

const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;

/**
 * Reads the lines of a file from a byte on, in memory that the limits bound whatever the file holds. The last line
 * needs no line end.
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

/** A line as it grows; one that grows too long is only counted. */
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
