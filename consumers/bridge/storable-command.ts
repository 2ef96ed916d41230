import { keywordProblem, textProblem } from '../../schemas/bridge/storable-text.ts';
import type { Command, Sent } from './command.ts';
import type { BrokenRule } from './route.ts';
import type { StartOptions } from './start-options.ts';

/**
 * The first part of a command that not every store of Temporal's can keep, and the rule that it breaks. Temporal takes
 * most of them and fails later, again and again: a call as if in an outage, or its list of workflows in silence. One
 * rule for all stores, so that a record means the same wherever Temporal keeps it. Pure.
 *
 * Arguments and the values of a memo are not looked at: they are bytes to every store.
 */
export function unstorable(command: Command): BrokenRule | undefined {
  if (command.kind === 'ignored') return undefined;
  return firstOf(textsOf(command), textProblem) ?? firstOf(attributesOf(command), attributeProblem);
}

type Named<T> = readonly [field: string, value: T];

function firstOf<T>(
  parts: Iterable<Named<T>>,
  problem: (value: T) => string | undefined,
): BrokenRule | undefined {
  for (const [field, value] of parts) {
    const rule = problem(value);
    if (rule !== undefined) return { field, rule };
  }
  return undefined;
}

/** The texts that go to Temporal as they are. Names of a memo and of search attributes may come from a record too. */
function* textsOf(command: Sent): Iterable<Named<string>> {
  const { workflowId } = command;
  yield ['workflowId', workflowId];
  if (command.kind !== 'start') yield ['signal', command.signal];
  if (command.kind === 'signal') return;
  const { workflowType, taskQueue, memo, priority } = command;
  yield ['workflowType', workflowType];
  yield ['taskQueue', taskQueue];
  for (const name of Object.keys(memo ?? {})) yield ['a name in memo', name];
  for (const [name] of attributesOf(command)) yield ['a name in searchAttributes', name];
  if (priority?.fairnessKey !== undefined) yield ['priority.fairnessKey', priority.fairnessKey];
}

type Attribute = ReturnType<NonNullable<StartOptions['searchAttributes']>['getAll']>[number];

function attributesOf(command: Sent): Named<Attribute>[] {
  const given = command.kind === 'signal' ? undefined : command.searchAttributes;
  return (given?.getAll() ?? []).map((attribute) => [`searchAttributes.${attribute.key.name}`, attribute]);
}

/** A rule for each type of search attribute whose column holds less than Temporal lets through. */
function attributeProblem({ key, value }: Attribute): string | undefined {
  switch (key.type) {
    case 'KEYWORD':
      return keywordProblem(value as string);
    case 'KEYWORD_LIST':
      return (value as string[]).map(keywordProblem).find((problem) => problem !== undefined);
    case 'TEXT':
      return textProblem(value as string) ?? searchTextProblem(value as string);
    case 'DOUBLE':
      return Math.abs(value as number) < 1e15 ? undefined : 'must be a number below 10^15';
    case 'DATETIME':
      return isYearOfColumns(value as Date) ? undefined : 'must be in the years 1 to 9999';
    case 'INT':
    case 'BOOL':
      // Temporal itself refuses what does not fit.
      return undefined;
  }
}

/** PostgreSQL casts a text to a list of words, in which these have a meaning. Only what it calls white space parts words. */
const NOT_FOR_SEARCH = /(^|\s)'|\\|[^\t-\r ]:/;

const searchTextProblem = (value: string): string | undefined =>
  NOT_FOR_SEARCH.test(value)
    ? 'must not contain a backslash, a colon behind a word, or a quote before one'
    : undefined;

const isYearOfColumns = (date: Date): boolean => date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9_999;
