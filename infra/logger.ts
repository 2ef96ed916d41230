import { pino, type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { printable, printableJson } from './output/printable.ts';
import { withoutSecrets } from './output/secrets.ts';

export type { Logger };

/** Logs go to stderr: JSON lines, or readable ones on a terminal. */
export function createLogger(level: string): Logger {
  const isTerminal = process.stderr.isTTY;
  const stream = isTerminal
    ? pretty({ destination: 2, ignore: 'pid,hostname', sync: true })
    : pino.destination({ dest: 2, sync: true });
  return pino({ level, base: null }, safeLines(stream, isTerminal));
}

/**
 * Passes log lines on without secrets and control characters.
 *
 * @param isDecoded whether the destination decodes the JSON, and would show what it escapes
 */
export const safeLines = (destination: DestinationStream, isDecoded: boolean): DestinationStream => ({
  write(line) {
    const entry = eachText(JSON.parse(line), (text, name) => {
      const safe = withoutSecrets(text);
      if (!isDecoded) return safe;
      return name === 'stack' ? safe.split('\n').map(printable).join('\n') : printable(safe);
    });
    destination.write(`${printableJson(entry)}\n`);
  },
});

function eachText(value: unknown, change: (text: string, name: string) => string, name = ''): unknown {
  if (typeof value === 'string') return change(value, name);
  if (Array.isArray(value)) return value.map((each) => eachText(each, change, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, eachText(each, change, key)]));
}

/** The fields of a library's log entry that are known to contain no record data. */
export const pick = (from: object, names: readonly string[]) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
