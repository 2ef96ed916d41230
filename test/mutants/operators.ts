import type { Node } from 'oxc-parser';

/** What to put in the place of a part of the code. */
export interface Change {
  readonly kind: string;
  readonly at: { readonly start: number; readonly end: number };
  readonly instead: string;
}

/** A node of the syntax tree, and the code of any of them. */
export interface Seen {
  readonly node: Node;
  readonly parent: Node | undefined;
  readonly codeOf: (node: { readonly start: number; readonly end: number }) => string;
}

const BINARY: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
};
const LOGICAL: Readonly<Record<string, string>> = { '&&': '||', '||': '&&', '??': '&&' };
const ASSIGNMENT: Readonly<Record<string, string>> = { '+=': '-=', '-=': '+=', '??=': '=' };
const METHODS = new Map(
  Object.entries({
    ...{
      some: 'every',
      every: 'some',
      min: 'max',
      max: 'min',
      startsWith: 'endsWith',
      endsWith: 'startsWith',
    },
  }),
);
/** Methods that leave something out, or put it in order. */
const SELECTING = ['filter', 'slice', 'sort', 'toSorted', 'reverse'];

/** All changes that one node gives. */
export function changesOf(seen: Seen): Change[] {
  const change = CHANGES[seen.node.type] as ((seen: Seen) => Change[]) | undefined;
  return change?.(seen) ?? [];
}

type Of<T extends Node['type']> = Omit<Seen, 'node'> & { readonly node: Extract<Node, { readonly type: T }> };

const decided = ({ node }: Of<'IfStatement' | 'ConditionalExpression'>): Change[] =>
  ['true', 'false'].map((instead) => ({ kind: 'condition', at: node.test, instead }));

const withoutStatement = ({ node }: Pick<Seen, 'node'>): Change[] => [
  { kind: 'statement', at: node, instead: ';' },
];

const CHANGES: { readonly [T in Node['type']]?: (seen: Of<T>) => Change[] } = {
  BinaryExpression({ node, codeOf }) {
    // Texts have no difference.
    if (node.operator === '+' && [node.left, node.right].some(isText)) return [];
    return (BINARY[node.operator] ?? []).map((operator) => ({
      ...{ kind: 'operator', at: node },
      instead: `${codeOf(node.left)} ${operator} ${codeOf(node.right)}`,
    }));
  },
  LogicalExpression({ node, codeOf }) {
    const instead = `(${codeOf(node.left)}) ${LOGICAL[node.operator]} (${codeOf(node.right)})`;
    return [{ kind: 'operator', at: node, instead }];
  },
  AssignmentExpression({ node, codeOf }) {
    const operator = ASSIGNMENT[node.operator];
    const instead = `${codeOf(node.left)} ${operator} ${codeOf(node.right)}`;
    return operator === undefined ? [] : [{ kind: 'operator', at: node, instead }];
  },
  UnaryExpression: ({ node, codeOf }) =>
    node.operator === '!' ? [{ kind: 'negation', at: node, instead: codeOf(node.argument) }] : [],
  IfStatement: decided,
  ConditionalExpression: decided,
  WhileStatement: ({ node }) => [{ kind: 'condition', at: node.test, instead: 'false' }],
  Literal: ({ node }) =>
    typeof node.value === 'boolean' ? [{ kind: 'literal', at: node, instead: String(!node.value) }] : [],
  ArrayExpression: ({ node }) =>
    node.elements.length > 0 ? [{ kind: 'literal', at: node, instead: '[]' }] : [],
  ExpressionStatement: withoutStatement,
  ThrowStatement: withoutStatement,
  BreakStatement: withoutStatement,
  ContinueStatement: withoutStatement,
  /** The last word of a function is taken with its whole body. */
  ReturnStatement: ({ node, parent }) => (parent?.type === 'IfStatement' ? withoutStatement({ node }) : []),
  BlockStatement: ({ node, parent }) =>
    isFunction(parent) && node.body.some(({ type }) => type === 'ReturnStatement')
      ? [{ kind: 'body', at: node, instead: '{}' }]
      : [],
  ObjectExpression: ({ node, codeOf }) =>
    node.properties.map((property) => ({ kind: 'property', at: withComma(property, codeOf), instead: '' })),
  CallExpression({ node, codeOf }) {
    const { callee } = node;
    if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return [];
    const { name } = callee.property;
    const other = METHODS.get(name);
    return [
      ...(other === undefined ? [] : [{ kind: 'method', at: callee.property, instead: other }]),
      ...(SELECTING.includes(name) ? [{ kind: 'method', at: node, instead: codeOf(callee.object) }] : []),
    ];
  },
};

const isText = (node: Node): boolean =>
  node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string');

const isFunction = (parent: Node | undefined): boolean =>
  parent?.type === 'FunctionExpression' ||
  parent?.type === 'FunctionDeclaration' ||
  parent?.type === 'ArrowFunctionExpression';

/** A property goes with the comma behind it. */
function withComma({ start, end }: { start: number; end: number }, codeOf: Seen['codeOf']) {
  const behind = codeOf({ start: end, end: end + 200 });
  return { start, end: end + (/^\s*,/.exec(behind)?.[0].length ?? 0) };
}
