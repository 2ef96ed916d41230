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
export function changesOf({ node, parent, codeOf }: Seen): Change[] {
  // Other nodes give none.
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check
  switch (node.type) {
    case 'BinaryExpression': {
      const isText = [node.left, node.right].some(
        ({ type, ...rest }) =>
          type === 'TemplateLiteral' || typeof (rest as { value?: unknown }).value === 'string',
      );
      if (isText && node.operator === '+') return [];
      return (BINARY[node.operator] ?? []).map((operator) => ({
        ...{ kind: 'operator', at: node },
        instead: `${codeOf(node.left)} ${operator} ${codeOf(node.right)}`,
      }));
    }
    case 'LogicalExpression': {
      const operator = LOGICAL[node.operator]!;
      return [
        {
          ...{ kind: 'operator', at: node },
          instead: `(${codeOf(node.left)}) ${operator} (${codeOf(node.right)})`,
        },
      ];
    }
    case 'AssignmentExpression': {
      const operator = ASSIGNMENT[node.operator];
      return operator === undefined
        ? []
        : [{ kind: 'operator', at: node, instead: `${codeOf(node.left)} ${operator} ${codeOf(node.right)}` }];
    }
    case 'UnaryExpression':
      return node.operator === '!' ? [{ kind: 'negation', at: node, instead: codeOf(node.argument) }] : [];
    case 'IfStatement':
    case 'ConditionalExpression':
      return ['true', 'false'].map((instead) => ({ kind: 'condition', at: node.test, instead }));
    case 'WhileStatement':
      return [{ kind: 'condition', at: node.test, instead: 'false' }];
    case 'Literal':
      return typeof node.value === 'boolean'
        ? [{ kind: 'literal', at: node, instead: String(!node.value) }]
        : [];
    case 'ArrayExpression':
      return node.elements.length > 0 ? [{ kind: 'literal', at: node, instead: '[]' }] : [];
    case 'ExpressionStatement':
    case 'ThrowStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return [{ kind: 'statement', at: node, instead: ';' }];
    case 'ReturnStatement':
      // The last word of a function is taken with its whole body.
      return parent?.type === 'IfStatement' ? [{ kind: 'statement', at: node, instead: ';' }] : [];
    case 'BlockStatement':
      return isBody(parent) && node.body.some(({ type }) => type === 'ReturnStatement')
        ? [{ kind: 'body', at: node, instead: '{}' }]
        : [];
    case 'ObjectExpression':
      return node.properties.map((property) => ({
        ...{ kind: 'property', at: withComma(property, codeOf) },
        instead: '',
      }));
    case 'CallExpression': {
      const { callee } = node;
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return [];
      const { name } = callee.property;
      const other = METHODS.get(name);
      return [
        ...(other === undefined ? [] : [{ kind: 'method', at: callee.property, instead: other }]),
        ...(SELECTING.includes(name) ? [{ kind: 'method', at: node, instead: codeOf(callee.object) }] : []),
      ];
    }
    default:
      return [];
  }
}

const isBody = (parent: Node | undefined): boolean =>
  parent?.type === 'FunctionExpression' ||
  parent?.type === 'FunctionDeclaration' ||
  parent?.type === 'ArrowFunctionExpression';

/** A property goes with the comma behind it. */
function withComma({ start, end }: { start: number; end: number }, codeOf: Seen['codeOf']) {
  const behind = codeOf({ start: end, end: end + 200 });
  return { start, end: end + (/^\s*,/.exec(behind)?.[0].length ?? 0) };
}
