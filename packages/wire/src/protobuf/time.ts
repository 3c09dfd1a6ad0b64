import { microTimestamp, timestamp } from '@orrery/core/cluster';

/** From 0000-01-01 to the end of 9999, in seconds since 1970. */
const earliest = -62_167_219_200;
const latest = 253_402_300_799;

/**
 * A time as the API writes it, of seconds since 1970 and billionths: to the second, or to the microsecond where `micro`
 * says so; what is finer is cut off. Undefined where the year has no four digits.
 */
export const formatTime = (seconds: number, nanos: number, micro: boolean): string | undefined => {
  const carried = micro ? Math.floor(nanos / 1e9) : 0;
  const whole = seconds + carried;
  if (whole < earliest || whole > latest) return undefined;
  return micro ? microTimestamp(whole, Math.floor((nanos - carried * 1e9) / 1000)) : timestamp(whole, 0);
};
