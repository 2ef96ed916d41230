import type { Writable } from 'node:stream';
import { printable } from '../output/printable.ts';

interface Row {
  readonly title: string;
  readonly startedAt: number;
  sent: string[];
  status: string;
  outcomes: string[];
  endedAt?: number;
}

export interface Board {
  add(key: string, title: string): void;
  sent(key: string, what: string): void;
  status(key: string, status: string): void;
  /** `last` if no more outcomes are expected for this row. */
  outcome(key: string, what: string, last: boolean): void;
  close(): void;
}

const COLUMNS = [64, 20, 17, 34, 6] as const;
const HEADS = ['order', 'sent', 'status', 'outcome', 'time'];

/** A table of the scenes: redrawn in place on a terminal, else one line for each scene that is done. */
export function createBoard(out: Writable & { isTTY?: boolean }): Board {
  const rows = new Map<string, Row>();
  let drawn = 0;

  const draw = () => {
    if (!out.isTTY) return;
    const lines = [
      line(HEADS),
      line(COLUMNS.map((width) => '─'.repeat(width))),
      ...[...rows.values()].map(cells).map(line),
    ];
    out.write(`${drawn > 0 ? `\x1b[${drawn}A` : ''}${lines.map((text) => `\x1b[2K${text}\n`).join('')}`);
    drawn = lines.length;
  };
  const timer = out.isTTY ? setInterval(draw, 250) : undefined;
  if (!out.isTTY) out.write(`${line(HEADS)}\n`);

  const change = (key: string, apply: (row: Row) => void) => {
    const row = rows.get(key);
    if (row) apply(row);
  };
  return {
    add: (key, title) =>
      void rows.set(key, { title, startedAt: Date.now(), sent: [], status: '', outcomes: [] }),
    sent: (key, what) => change(key, (row) => row.sent.push(what)),
    status: (key, status) => change(key, (row) => (row.status = status)),
    outcome: (key, what, last) =>
      change(key, (row) => {
        row.outcomes.push(what);
        if (!last) return;
        row.endedAt = Date.now();
        if (!out.isTTY) out.write(`${line(cells(row))}\n`);
      }),
    close() {
      clearInterval(timer);
      draw();
    },
  };
}

const cells = ({ title, sent, status, outcomes, startedAt, endedAt }: Row): string[] => [
  title,
  sent.join(' '),
  status,
  outcomes.join(' '),
  `${(((endedAt ?? Date.now()) - startedAt) / 1_000).toFixed(1)}s`,
];

const line = (texts: readonly string[]): string =>
  texts
    .map((text, at) => fit(printable(text), COLUMNS[at] ?? 0))
    .join('  ')
    .trimEnd();

const fit = (text: string, width: number) =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
