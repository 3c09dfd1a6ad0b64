/** Bad input or usage: one message, exit code 2. */
export class UsageError extends Error {}

/** Something that should hold did not: exit code 1. */
export class HoldError extends Error {}
