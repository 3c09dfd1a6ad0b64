import { second, type Duration, type Instant } from '../engine/index.ts';
import type { Plan, Planning } from './controller.ts';
import { operationDelay, type Provisioner, type StorageOperation } from './provisioner.ts';

/** First and longest wait after a failed request. Source: the sidecars' flags retry-interval-start and retry-interval-max. */
const firstRetryUs: Duration = second;
const longestRetryUs: Duration = 300 * second;

/** Out of so many attempts a provisioner's failures are counted. */
const million = 1_000_000;

/** Why a storage system did not do what it was asked. */
export interface StorageFailure {
  readonly code: string;
  readonly message: string;
}

/** A failure as gRPC's clients print it. */
export const rpcError = ({ code, message }: StorageFailure): string => `rpc error: code = ${code} desc = ${message}`;

/** A request that a storage system is working on. */
export interface StorageRequest {
  readonly answerAt: Instant;
  /** undefined: it will have done what it was asked. */
  readonly failure: StorageFailure | undefined;
}

/** What is asked of a storage system: about which object, known by uid and by name. */
export interface Asked {
  readonly provisioner: Provisioner;
  readonly operation: StorageOperation;
  readonly uid: number;
  readonly name: string;
}

/**
 * The requests of a driver's sidecar to its storage system that are under way, and how often those about an object have failed.
 * All of it is lost when the sidecar crashes.
 */
export class StorageRequests {
  readonly #running = new Map<string, StorageRequest>();
  readonly #attempts = new Map<string, number>();
  readonly #retryAt = new Map<string, Instant>();

  running({ operation, uid }: Pick<Asked, 'operation' | 'uid'>): StorageRequest | undefined {
    return this.#running.get(`${operation}/${uid}`);
  }

  /** Sends a request. How long it takes and whether it fails is decided now. */
  send(asked: Asked, { now, choices, timing }: Planning): StorageRequest {
    const { provisioner, operation, uid } = asked;
    const key = `${operation}/${uid}`;
    const attempt = this.#attempts.get(key) ?? 0;
    this.#attempts.set(key, attempt + 1);
    const tookUs = choices.delay(
      `storage/${operation}`,
      uid,
      attempt,
      0,
      operationDelay(provisioner, operation, timing),
    );
    const often = provisioner.failures[operation] ?? 0;
    const fails = often > 0 && choices.below(`storage/${operation}/fails`, uid, attempt, 0, million) < often;
    const failure = scripted(asked, attempt) ?? (fails ? anyFailure : undefined);
    const request = { answerAt: now + tookUs, failure };
    this.#running.set(key, request);
    return request;
  }

  /** The answer has been dealt with. */
  answered({ operation, uid }: Pick<Asked, 'operation' | 'uid'>): void {
    this.#running.delete(`${operation}/${uid}`);
  }

  /** The last attempt has failed: gives how long to wait before the next one. At the longest wait a run does not go on for it. */
  failed(
    { operation, uid }: Pick<Asked, 'operation' | 'uid'>,
    now: Instant,
  ): Pick<Plan, 'requeueAfterUs' | 'periodic'> {
    const key = `${operation}/${uid}`;
    const failures = Math.max(1, this.#attempts.get(key) ?? 1);
    const delayUs = Math.min(firstRetryUs * 2 ** Math.min(failures - 1, 30), longestRetryUs);
    this.#retryAt.set(key, now + delayUs);
    return { requeueAfterUs: delayUs, periodic: delayUs >= longestRetryUs };
  }

  /** How long the next attempt has to wait still. */
  waitUs({ operation, uid }: Pick<Asked, 'operation' | 'uid'>, now: Instant): Duration {
    return Math.max(0, (this.#retryAt.get(`${operation}/${uid}`) ?? 0) - now);
  }

  /** Nothing more will be asked about the object. */
  forget({ operation, uid }: Pick<Asked, 'operation' | 'uid'>): void {
    this.#running.delete(`${operation}/${uid}`);
    this.#attempts.delete(`${operation}/${uid}`);
    this.#retryAt.delete(`${operation}/${uid}`);
  }
}

const anyFailure: StorageFailure = { code: 'Internal', message: 'the storage system reports an internal error' };

const scripted = ({ provisioner, operation, name }: Asked, attempt: number): StorageFailure | undefined =>
  provisioner.scripted.find(
    (one) => one.operation === operation && (one.of === undefined || one.of === name) && attempt < one.times,
  );
