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

/** What a document says to type, line by line. */
export const commandsIn = (text: string): string[] =>
  [...text.matchAll(/^( *)```sh\n(.+?)^\1```$/gms)].flatMap(([, , block = '']) =>
    block
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  );

/** A document of ours as its reader follows it. */
export function readGuide(path: string) {
  const guide = readFileSync(join(root, path), 'utf8');
  /** The code blocks that the guide says to save, by their file names. */
  const files = [...guide.matchAll(/this as `([\w.-]+)`:/g)].map(({ 1: file = '', index }) => {
    const block = guide.slice(guide.indexOf('\n', guide.indexOf('```', index)) + 1);
    return [file, block.slice(0, block.indexOf('```'))] as const;
  });
  const commands = commandsIn(guide);
  return {
    files,
    /** This command, or the first that starts so. Throws if there is none. */
    typed(start: string): string {
      const command =
        commands.find((line) => line === start) ?? commands.find((line) => line.startsWith(start));
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

/** Runs a command as a reader types it in this folder. Rejects, with the exit code and what was printed, if it fails. */
export const shellIn =
  (folder: string) =>
  (command: string, env: NodeJS.ProcessEnv = {}) =>
    run('sh', ['-c', command], { cwd: folder, env: { ...pinnedEnv, ...env }, timeout: 300_000 });

/** This repository, as its reader is in it. */
export const checkout = { shell: shellIn(root) };

/** A user's project, with the files of a guide. */
export function newProject(folder: string, files: readonly (readonly [name: string, text: string])[]) {
  mkdirSync(folder);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return { shell: shellIn(folder) };
}
