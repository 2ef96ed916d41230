import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { OUTCOMES } from '../schemas/contract.ts';
import { readCatalogLine } from './catalog-line.ts';
import { openInFolder, versionOf, type FileVersion } from './import-file.ts';
import { eachInFlight } from './in-flight.ts';
import { outcomeRecord, type OutcomePublisher } from './bridge/publish-outcome.ts';
import { readPage } from './read-page.ts';

export interface PageInput {
  readonly catalogId: string;
  readonly file: string;
  /** The byte at which the page begins, and the lines before it. */
  readonly start: number;
  readonly linesBefore: number;
  /** The version of the file that the first page saw. */
  readonly version?: FileVersion | undefined;
  /** Lines of the page done by an earlier activity, which ran out of time. */
  readonly done?: PageProgress | undefined;
  /** Deadline for publishing, in milliseconds since 1970. */
  readonly until: number;
  readonly firstRunId: string;
  /** ISO 8601, by the workflow's clock. */
  readonly time: string;
}

/** Details of each heartbeat; the next attempt continues from them. */
export interface PageProgress {
  /** Lines of the page that are done, counted from its first one: published and acknowledged, or rejected. */
  readonly done: number;
  /** Lines of the page. */
  readonly total: number;
  readonly version: FileVersion;
}

export interface PageResult {
  readonly lines: number;
  /** Lines that are not an item. */
  readonly rejected: number;
  readonly end: number;
  readonly isLast: boolean;
  readonly version: FileVersion;
}

const LIMITS = { lines: 250, bytes: 1024 * 1024, lineBytes: 64 * 1024 };
const SENDS_IN_FLIGHT = 100;

/** A slow broker must not fail the page. */
const HEARTBEAT_EVERY_MS = 5_000;

/** Frozen: the workflow decides by it. Its detail is the `PageProgress`, if there is any. */
const outOfTime = (progress: PageProgress | undefined) =>
  ApplicationFailure.create({
    type: 'OutOfTimeError',
    message: 'the lock has to be asked for again',
    nonRetryable: true,
    details: [progress],
  });

export type ImportActivities = ReturnType<typeof createImportActivities>;

/** @param folder the folder of the files that may be imported */
export function createImportActivities(publisher: OutcomePublisher, folder: string) {
  return {
    /**
     * Publishes the items of one page of a file, each under the id of its line. After a crash the next attempt
     * continues after the last heartbeat: items published since then are published again, under the same id.
     */
    async importPage(input: PageInput): Promise<PageResult> {
      const { cancellationSignal, info, heartbeat } = Context.current();
      const before = (info.heartbeatDetails as PageProgress | undefined) ?? input.done;
      if (input.until <= Date.now()) throw outOfTime(before);
      const inTime = AbortSignal.timeout(input.until - Date.now());
      const signal = AbortSignal.any([cancellationSignal, inTime]);

      const file = await openInFolder(folder, input.file);
      let progress = before;
      const pulse = setInterval(() => heartbeat(progress), HEARTBEAT_EVERY_MS);
      try {
        const version = await versionOf(file, before?.version ?? input.version);
        const page = await readPage(file, input.start, LIMITS);
        await versionOf(file, version);

        const total = page.lines.length;
        const items = page.lines.map((line) => readCatalogLine(line, input.catalogId));
        const skipped = before?.done ?? 0;
        const saveProgress = (done: number) => {
          progress = { done: skipped + done, total, version };
          heartbeat(progress);
        };
        saveProgress(0);
        await eachInFlight(
          items.slice(skipped),
          SENDS_IN_FLIGHT,
          async (item, at) => {
            signal.throwIfAborted();
            if (!item) return;
            const line = input.linesBefore + skipped + at + 1;
            await publisher.publish(
              outcomeRecord(
                { ...input, name: 'CatalogItem', value: item, occurrence: `line-${line}` },
                OUTCOMES,
              ),
              signal,
            );
          },
          saveProgress,
        );
        const rejected = items.filter((item) => !item).length;
        return { lines: total, rejected, end: page.end, isLast: page.isLast, version };
      } catch (error) {
        throw inTime.aborted && !cancellationSignal.aborted ? outOfTime(progress) : error;
      } finally {
        clearInterval(pulse);
        await file.close();
      }
    },
  };
}
