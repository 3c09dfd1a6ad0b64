import type { Failure } from './answer.ts';

/** What needs a process in a container is refused. `what`: the subject and its verb, `kubectl exec is`. */
export const notSimulated = (what: string): Failure => ({
  code: 501,
  reason: 'NotImplemented',
  message: `${what} not simulated: there is no process behind a container of Orrery. kubectl logs and describe tell what it did`,
});
