import { never, type Instant } from '@orrery/core/engine';
import type * as E from 'fp-ts/lib/Either.js';
import { isObjectChange, type AnyRecord, type Change, type KindName } from '@orrery/core/cluster';
import type { Rejection, Request, Response } from '@orrery/core/api';
import type { Command, ExitCode, KubectlAnswer, WatchedChange } from '@orrery/kubectl';

/** What a command may reach: the API, the clock, and somewhere to print. */
export interface Surroundings {
  readonly now: () => Instant;
  readonly request: (request: Request) => Response;
  readonly read: (request: Request) => E.Either<Rejection, readonly AnyRecord[]>;
  readonly print: (stream: 'stdout' | 'stderr', text: string) => void;
}

/** Where a command stands: it goes on at once, waits for a change until a deadline, or has ended. */
export type Standing =
  | { readonly type: 'ready' }
  | { readonly type: 'waiting'; readonly deadline: Instant }
  | { readonly type: 'ended'; readonly exitCode: ExitCode };

/** A command under way: its coroutine, and the changes kept for it until it asks for them. */
export class CommandRun {
  readonly #command: Command;
  readonly #surroundings: Surroundings;
  #watched: readonly KindName[] = [];
  #kept: WatchedChange[] = [];
  #standing: Standing = { type: 'ready' };
  #answer: KubectlAnswer = { type: 'done' };

  constructor(command: Command, surroundings: Surroundings) {
    this.#command = command;
    this.#surroundings = surroundings;
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** Is there something to go on with at this instant? */
  isDue(now: Instant): boolean {
    const standing = this.#standing;
    switch (standing.type) {
      case 'ready':
        return true;
      case 'waiting':
        return this.#kept.length > 0 || standing.deadline <= now;
      case 'ended':
        return false;
      default:
        return standing satisfies never;
    }
  }

  /** When it goes on even if nothing changes. */
  get deadline(): Instant {
    return this.#standing.type === 'waiting' ? this.#standing.deadline : never;
  }

  /** Keeps a change, if the command watches its kind. */
  offer(change: Change, position: number): void {
    if (!isObjectChange(change) || !this.#watched.includes(change.kind)) return;
    const { before, after } = change;
    this.#kept.push({ position, at: this.#surroundings.now(), before, after });
  }

  /** Goes on until the command has to wait or ends. */
  resume(): void {
    if (this.#standing.type === 'waiting') this.#answer = { type: 'change', change: this.#kept.shift() };
    this.#standing = { type: 'ready' };
    while (this.#standing.type === 'ready') this.#take();
  }

  /** The user presses Ctrl-C. */
  interrupt(): void {
    this.#standing = { type: 'ended', exitCode: 130 };
  }

  #take(): void {
    const turn = this.#command.next(this.#answer);
    if (turn.done === true) {
      this.#standing = { type: 'ended', exitCode: turn.value };
      return;
    }
    const call = turn.value;
    this.#answer = { type: 'done' };
    switch (call.type) {
      case 'request':
        this.#answer = { type: 'response', response: this.#surroundings.request(call.request) };
        return;
      case 'read':
        this.#answer = { type: 'records', found: this.#surroundings.read(call.request) };
        return;
      case 'print':
        this.#surroundings.print(call.stream, call.text);
        return;
      case 'watch':
        this.#watched = call.kinds;
        this.#kept = [];
        return;
      case 'next':
        if (this.#kept.length > 0) this.#answer = { type: 'change', change: this.#kept.shift() };
        else this.#standing = { type: 'waiting', deadline: call.deadline };
        return;
      default:
        return call satisfies never;
    }
  }
}
