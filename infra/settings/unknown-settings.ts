import type { SettingTable } from './setting.ts';
import { portSetting, USUAL_PORTS, type PortName } from './stack-ports.ts';

/** Settings of the tools, beside those of the bridge. */
const OF_TOOLS = [
  ...(Object.keys(USUAL_PORTS) as PortName[]).map(portSetting),
  'KTB_STATE_DIR',
  'KTB_CACHE_DIR',
  'KTB_IMAGE',
  'KTB_DOCKER_LOG',
];

/** Settings of images and of tests. */
const isForOthers = (name: string): boolean => name.endsWith('_IMAGE') || name.startsWith('KTB_TEST_');

const MOST_EDITS = 2;

/**
 * One sentence for each `KTB_…` variable that is not a setting, with the setting that may have been meant.
 *
 * @param tables the settings that are read
 */
export function unknownSettings(env: NodeJS.ProcessEnv, tables: readonly SettingTable[]): string[] {
  const known = [...tables.flatMap((table) => Object.keys(table)), ...OF_TOOLS];
  return Object.keys(env)
    .filter((name) => name.startsWith('KTB_') && !known.includes(name) && !isForOthers(name))
    .map((name) => {
      const meant = nearest(name, known);
      return `${name} is not a setting${meant === undefined ? '' : `: did you mean ${meant}?`}`;
    });
}

function nearest(name: string, known: readonly string[]): string | undefined {
  for (let edits = 1; edits <= MOST_EDITS; edits += 1) {
    const near = known.find((other) => isNear(name, other, edits));
    if (near !== undefined) return near;
  }
  return undefined;
}

/** Whether the edit distance of two texts is at most `edits`. */
function isNear(one: string, other: string, edits: number): boolean {
  if (one === other) return true;
  if (one[0] === other[0]) return isNear(one.slice(1), other.slice(1), edits);
  if (edits === 0) return false;
  return [
    [one.slice(1), other],
    [one, other.slice(1)],
    [one.slice(1), other.slice(1)],
  ].some(([a = '', b = '']) => isNear(a, b, edits - 1));
}
