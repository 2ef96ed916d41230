import type { RecordSchema } from './record-type.ts';

/** A part of an Avro schema, as JSON. */
type Part = string | readonly Part[] | PartObject;

interface PartObject {
  readonly type: string | Part;
  readonly name?: string;
  readonly namespace?: string;
  readonly fields?: readonly { readonly name: string; readonly type: Part; readonly default?: unknown }[];
  readonly items?: Part;
  readonly values?: Part;
  readonly symbols?: readonly string[];
}

/**
 * The paths of the fields that a schema refuses in a value; empty if the value is valid. Pure, because workflows check
 * their outcomes in the sandbox. It does not check bytes, nor unions with several branches of one kind: the codec
 * checks them later.
 *
 * @param value JSON data, as an activity receives it
 */
export function wrongFields(schema: RecordSchema, value: unknown): string[] {
  const names = new Map<string, PartObject>();
  nameParts(schema as unknown as Part, '', names);
  const wrong: string[] = [];
  check({ names, wrong }, schema as unknown as Part, value, []);
  return wrong;
}

interface Checking {
  readonly names: ReadonlyMap<string, PartObject>;
  readonly wrong: string[];
}

/** Collects the named types: later parts may refer to them by name, with or without the namespace. */
function nameParts(part: Part, outer: string, names: Map<string, PartObject>): void {
  if (typeof part === 'string') return;
  if (isUnion(part)) {
    for (const branch of part) nameParts(branch, outer, names);
    return;
  }
  const namespace = part.namespace ?? outer;
  if (part.name !== undefined && typeof part.type === 'string') {
    names.set(part.name, part);
    names.set(`${namespace}.${part.name}`, part);
  }
  if (typeof part.type !== 'string') nameParts(part.type, namespace, names);
  for (const { type } of part.fields ?? []) nameParts(type, namespace, names);
  for (const inner of [part.items, part.values]) if (inner !== undefined) nameParts(inner, namespace, names);
}

function check(at: Checking, part: Part, value: unknown, path: readonly (string | number)[]): void {
  const takes = (fits: boolean) => void (fits || at.wrong.push(path.join('.') || 'the value'));
  const object = resolve(at.names, part);
  if (isUnion(object)) {
    if (object.length === new Set(object.map((branch) => kindOf(at.names, branch))).size)
      checkUnion(at, object, value, path);
    return;
  }
  switch (object.type) {
    case 'record':
      if (!isObject(value)) return takes(false);
      for (const { name, type, default: preset } of object.fields ?? [])
        if (value[name] !== undefined || preset === undefined) check(at, type, value[name], [...path, name]);
      return;
    case 'array':
      if (!Array.isArray(value)) return takes(false);
      return value.forEach((item, index) => check(at, object.items!, item, [...path, index]));
    case 'map':
      if (!isObject(value) || Array.isArray(value)) return takes(false);
      // A map key is data, so the path does not contain it.
      return Object.values(value).forEach((item) => check(at, object.values!, item, [...path, '(value)']));
    case 'enum':
      return takes(typeof value === 'string' && object.symbols!.includes(value));
    case 'null':
      return takes(value === null);
    case 'boolean':
    case 'string':
      return takes(typeof value === object.type);
    case 'float':
    case 'double':
      return takes(typeof value === 'number');
    case 'int':
      return takes(typeof value === 'number' && value === (value | 0));
    case 'long':
      return takes(Number.isInteger(value) && Math.abs(value as number) < Number.MAX_SAFE_INTEGER);
    default:
      // Bytes and fixed.
      return;
  }
}

function checkUnion(
  at: Checking,
  branches: readonly Part[],
  value: unknown,
  path: readonly (string | number)[],
): void {
  const branch = branches.find((candidate) => KINDS[kindOf(at.names, candidate)]?.(value) ?? true);
  if (branch === undefined) at.wrong.push(path.join('.'));
  else check(at, branch, value, path);
}

/** Tests for the kinds of values, which choose the branch of a union. */
const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  array: Array.isArray,
  object: (value) => isObject(value) && !Array.isArray(value),
};

function kindOf(names: Checking['names'], part: Part): string {
  const object = resolve(names, part);
  if (isUnion(object)) return 'union';
  switch (object.type) {
    case 'int':
    case 'long':
    case 'float':
    case 'double':
      return 'number';
    case 'enum':
      return 'string';
    case 'record':
    case 'map':
      return 'object';
    default:
      return object.type as string;
  }
}

/** The part with its type as a string, or a union: follows names and nested types. */
function resolve(names: Checking['names'], part: Part): PartObject | readonly Part[] {
  if (isUnion(part)) return part;
  if (typeof part === 'string') return names.get(part) ?? { type: part };
  return typeof part.type === 'string' && !names.has(part.type) ? part : resolve(names, part.type);
}

const isUnion = (part: Part): part is readonly Part[] => Array.isArray(part);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
