interface Entry<Value> {
  readonly key: string;
  readonly value: Value;
  /** Has not been replaced. */
  current: boolean;
}

/** So many places of the queue may be used up before they are given back. */
const usedUp = 1024;

/** A map that forgets what was set longest ago. */
export class Recent<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  /** Entries in the order in which they were set, among them some that have been replaced since. */
  #queue: Entry<Value>[] = [];
  #head = 0;
  readonly #max: number;

  /** `max`: how many entries are remembered. */
  constructor(max: number) {
    this.#max = max;
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  set(key: string, value: Value): void {
    const before = this.#entries.get(key);
    if (before !== undefined) before.current = false;
    const entry = { key, value, current: true };
    this.#entries.set(key, entry);
    this.#queue.push(entry);
    if (this.#entries.size > this.#max) this.#forgetOldest();
    // Entries that are set again and again leave places behind.
    if (this.#queue.length - this.#head > 2 * this.#max + usedUp) this.#trim();
  }

  clear(): void {
    this.#entries.clear();
    this.#queue = [];
    this.#head = 0;
  }

  #forgetOldest(): void {
    for (let oldest = this.#queue[this.#head++]; oldest !== undefined; oldest = this.#queue[this.#head++])
      if (oldest.current) {
        this.#entries.delete(oldest.key);
        break;
      }
    if (this.#head > usedUp && this.#head * 2 > this.#queue.length) this.#trim();
  }

  #trim(): void {
    this.#queue = this.#queue.slice(this.#head).filter(({ current }) => current);
    this.#head = 0;
  }
}
