import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

/** The pinned Node, and npm beside it. */
export const pinnedEnv: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
};

/** A document of ours as its reader follows it. */
export function readGuide(path: string) {
  const guide = readFileSync(join(root, path), 'utf8');
  /** The code blocks that the guide says to save, by their file names. */
  const files = [...guide.matchAll(/this as `([\w.-]+)`:/g)].map(({ 1: file = '', index }) => {
    const block = guide.slice(guide.indexOf('\n', guide.indexOf('```', index)) + 1);
    return [file, block.slice(0, block.indexOf('```'))] as const;
  });
  /** What the guide says to type, line by line. */
  const commands = [...guide.matchAll(/```sh\n([^`]+)```/g)].flatMap(([, block = '']) =>
    block.trim().split('\n'),
  );
  return {
    files,
    /** The command that starts so. Throws where there is none. */
    typed(start: string): string {
      const command = commands.find((line) => line.startsWith(start));
      if (command === undefined) throw new Error(`the guide has no command that starts with ${start}`);
      return command;
    },
  };
}

/** Packs this project as others get it; gives the tarball's path. */
export async function pack(folder: string): Promise<string> {
  const args = ['pack', '--silent', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: root, env: pinnedEnv });
  return join(folder, stdout.trim().split('\n').at(-1)!);
}

/** A project of somebody else's, with the files of a guide. */
export function newProject(folder: string, files: readonly (readonly [name: string, text: string])[]) {
  mkdirSync(folder);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return {
    shell: (command: string, env: NodeJS.ProcessEnv = {}) =>
      run('sh', ['-c', command], { cwd: folder, env: { ...pinnedEnv, ...env }, timeout: 300_000 }),
  };
}
