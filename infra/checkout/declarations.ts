import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';

/** The file of an imported module; undefined if it is outside of the package. */
type Resolve = (from: string, specifier: string) => string | undefined;

/** The exports of a declaration file: each name with its declaration, re-exports included. */
export function exportsOf(file: string, resolve: Resolve): Map<string, string> {
  const code = readFileSync(file, 'utf8');
  const found = new Map<string, string>();
  const own = new Map<string, string>();
  const { program } = parseSync(file, code, { lang: 'dts' });
  for (const node of program.body) {
    const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
    const text = code.slice(node.start, node.end).replace(/^export declare /, 'export ');
    for (const name of namesOf(declaration)) {
      own.set(name, text);
      // Each overload is one more declaration of the same name.
      if (node.type === 'ExportNamedDeclaration')
        found.set(name, found.has(name) ? `${found.get(name)}\n${text}` : text);
    }
  }
  for (const node of program.body) {
    if (node.type === 'ExportAllDeclaration') {
      const source = resolve(file, node.source.value);
      if (source === undefined) found.set(`* from ${node.source.value}`, code.slice(node.start, node.end));
      else for (const [name, text] of exportsOf(source, resolve)) found.set(name, text);
    }
    if (node.type !== 'ExportNamedDeclaration' || node.declaration) continue;
    for (const { local, exported } of node.specifiers) {
      const [from, as] = [nameOf(local), nameOf(exported)];
      const source = node.source && resolve(file, node.source.value);
      const text = source ? exportsOf(source, resolve).get(from) : own.get(from);
      const renamed = from === as ? '' : `// ${from} as ${as}\n`;
      found.set(as, `${renamed}${text ?? code.slice(node.start, node.end)}`);
    }
  }
  return found;
}

type ModuleName = { readonly type: string; readonly name?: string; readonly value?: string };

const nameOf = (node: ModuleName): string => node.name ?? node.value ?? '';

function namesOf(node: unknown): string[] {
  const { type, id, declarations } = (node ?? {}) as {
    readonly type?: string;
    readonly id?: ModuleName | null;
    readonly declarations?: readonly { readonly id: ModuleName }[];
  };
  if (type === 'VariableDeclaration') return (declarations ?? []).map((one) => nameOf(one.id));
  return id ? [nameOf(id)] : [];
}
