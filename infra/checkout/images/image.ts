/** What an image is made from, and how; a plain value. */
export interface Image {
  /** Also the folder of its Dockerfile beside this file, if there is one. */
  readonly name: string;
  /** Name in Docker, `ktb/NAME:VERSION`, with the version of the software in it. */
  readonly tag: string;
  /** Environment variable with which compose, tests and the Dockerfile choose it. Default: none. */
  readonly setting?: string;
  /** Name of its base image. Default: none. */
  readonly base?: string;
  /** Files and folders of this checkout that go into it, besides its own folder. */
  readonly sources?: readonly string[];
  /** What its Dockerfile copies: paths in the build context, with the files of this machine. Default: nothing. */
  readonly context?: (signal: AbortSignal) => Promise<Readonly<Record<string, string>>>;
  /** Makes the image. Default: `docker build` in its folder. */
  readonly make?: (making: Making) => Promise<void>;
}

export interface Making {
  readonly tag: string;
  /** A label with the hash of its inputs. */
  readonly label: string;
  /** Tag of its base image. */
  readonly base: string | undefined;
  readonly signal: AbortSignal;
}
