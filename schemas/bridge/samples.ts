import type { RecordSchema } from './record-type.ts';

/** A part of an Avro schema, as JSON. */
type Part = string | readonly Part[] | PartObject;

interface PartObject {
  readonly type: string | Part;
  readonly name?: string;
  readonly namespace?: string;
  readonly fields?: readonly { readonly name: string; readonly type: Part }[];
  readonly items?: Part;
  readonly values?: Part;
  readonly symbols?: readonly string[];
}

/** Maximum number of samples; further choices have none. */
const MAX_SAMPLES = 64;

/** Below this depth, optional parts are left out, because a schema may refer to itself. */
const MAX_DEPTH = 8;

/**
 * Sample values of a schema, as routes receive them, always the same. The first one has the first branch of each union,
 * the first symbol of each enum, and `true`; then follows one for each other choice. Texts are not empty, numbers are
 * 1.
 */
export function samplesOf(schema: RecordSchema): unknown[] {
  const choices: number[] = [];
  const first = sample(schema, (alternatives) => {
    choices.push(alternatives);
    return 0;
  });
  const others = choices.flatMap((alternatives, at) =>
    Array.from({ length: alternatives - 1 }, (_, index) => ({ at, chosen: index + 1 })),
  );
  return [
    first,
    ...others.slice(0, MAX_SAMPLES - 1).map(({ at, chosen }) => {
      let met = -1;
      return sample(schema, () => ((met += 1) === at ? chosen : 0));
    }),
  ];
}

/** @param choose called at each choice with the number of alternatives; returns the index of one */
function sample(schema: RecordSchema, choose: (alternatives: number) => number): unknown {
  const names = new Map<string, PartObject>();

  function make(part: Part, namespace: string, depth: number): unknown {
    if (Array.isArray(part)) {
      const branches = part as readonly Part[];
      const end = depth > MAX_DEPTH ? branches.indexOf('null') : -1;
      return make(branches[end === -1 ? choose(branches.length) : end]!, namespace, depth + 1);
    }
    if (typeof part === 'string') {
      const named = names.get(part) ?? names.get(`${namespace}.${part}`);
      return named ? make(named, named.namespace ?? namespace, depth + 1) : simple(part);
    }
    const object = part as PartObject;
    const inner = object.namespace ?? namespace;
    if (object.name !== undefined) {
      names.set(object.name, object);
      names.set(`${inner}.${object.name}`, object);
    }
    switch (object.type) {
      case 'record':
        if (depth > 2 * MAX_DEPTH) return {};
        return Object.fromEntries(
          object.fields!.map(({ name, type }) => [name, make(type, inner, depth + 1)]),
        );
      case 'array':
        return depth > MAX_DEPTH ? [] : [make(object.items!, inner, depth + 1)];
      case 'map':
        return depth > MAX_DEPTH ? {} : { sample: make(object.values!, inner, depth + 1) };
      case 'enum':
        return object.symbols![choose(object.symbols!.length)];
      default:
        return make(object.type, inner, depth + 1);
    }
  }

  function simple(type: string): unknown {
    switch (type) {
      case 'null':
        return null;
      case 'boolean':
        return choose(2) === 0;
      case 'int':
      case 'long':
      case 'float':
      case 'double':
        return 1;
      default:
        // Routes receive bytes as base64 text.
        return 'sample';
    }
  }

  return make(schema as unknown as Part, schema.namespace, 0);
}
