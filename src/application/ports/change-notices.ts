/** How processes of one installation tell each other what they have committed. */

/** What changed within a moment, and never the data itself. */
export interface ChangeNotice {
  /** Keys of the instances, the first of them. */
  readonly instances: readonly string[];
  /** There were more instances than are named. */
  readonly more: boolean;
  readonly cases: boolean;
  readonly commands: boolean;
  readonly messages: boolean;
  readonly stock: boolean;
}

export interface ChangeNotices {
  /** Tells the other processes. Nothing is promised: who misses it reads again sooner or later. */
  publish(notice: ChangeNotice): Promise<void>;
  /**
   * Hears what others publish, from when the promise resolves; `null`: the line was cut, and something
   * may have been missed. Answers how to stop.
   */
  listen(hear: (notice: ChangeNotice | null) => void): Promise<() => Promise<void>>;
}
