/** What an image is made of, and how; a plain value. */
export interface Image {
  /** Also the folder of its Dockerfile, beside this file, where it has one there. */
  readonly name: string;
  /** As Docker knows it: `ktb/NAME:VERSION`. What comes from elsewhere is told apart by the version. */
  readonly tag: string;
  /** Of the environment, by which compose, tests and the Dockerfile take it. Default: nothing takes it directly. */
  readonly setting?: string;
  /** The image that it stands on, by its name. Default: none. */
  readonly base?: string;
  /** Files and folders of this checkout that go into it, beside its own folder. */
  readonly sources?: readonly string[];
  /** What its Dockerfile copies: places in the build's context, and where they are on this machine. Default: nothing. */
  readonly context?: (signal: AbortSignal) => Promise<Readonly<Record<string, string>>>;
  /** Makes it where a Dockerfile does not. Default: `docker build` in its folder. */
  readonly make?: (making: Making) => Promise<void>;
}

export interface Making {
  readonly tag: string;
  /** Marks what it was made from: `docker` puts it on the image. */
  readonly label: string;
  /** Tag of the image that it stands on. */
  readonly base: string | undefined;
  readonly signal: AbortSignal;
}
