/** What a page depends on besides its records. */
export interface PageSetting {
  /** Paths are written relative to this folder. */
  readonly root: string;
}
