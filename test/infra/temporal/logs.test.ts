import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import { temporalLogs } from '../../../infra/temporal/logs.ts';

it('a refused search attribute is logged by its name and type, without its value', () => {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  // As the core of the SDK logs what a server answers.
  const error = `code: 'Client specified an invalid argument', message: "BadSearchAttributes: invalid value for search attribute CustomerId of type Int: secret-\ncustomer"`;
  temporalLogs(log).warn('Error while completing workflow activation', { error });
  expect(lines.join('')).toContain('search attribute CustomerId of type Int');
  expect(lines.join('')).not.toMatch(/secret|customer"/);
});
