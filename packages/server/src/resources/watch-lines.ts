/** Characters of lines that are kept for other watchers of the same. */
const mostCharacters = 16 * 1024 * 1024;

/** Lines that watchers have been written lately: many watch the same, and each reads a change soon after the others. */
export class WatchLines {
  readonly #lines = new Map<string, string>();
  #characters = 0;

  /** The line of a key, made anew if it is not at hand. */
  get(key: string, make: () => string): string {
    const known = this.#lines.get(key);
    if (known !== undefined) return known;
    const line = make();
    this.#lines.set(key, line);
    this.#characters += line.length;
    for (const [oldest, dropped] of this.#lines) {
      if (this.#characters <= mostCharacters) break;
      this.#lines.delete(oldest);
      this.#characters -= dropped.length;
    }
    return line;
  }
}
