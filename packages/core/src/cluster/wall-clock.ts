import type { Instant } from '../engine/index.ts';

/** The wall-clock name of instant 0, in whole seconds since 1970-01-01T00:00:00Z. */
export type Epoch = number;

const secondUs = 1_000_000;
const dayS = 86_400;

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

/** Days since 1970-01-01 to year, month, day in the proleptic Gregorian calendar; eras of 400 years have 146,097 days. */
const civil = (days: number): readonly [year: number, month: number, day: number] => {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
};

/** Year, month, day to days since 1970-01-01; the inverse of `civil`. */
const daysOf = (year: number, month: number, day: number): number => {
  const fromMarch = month > 2 ? year : year - 1;
  const era = Math.floor(fromMarch / 400);
  const yearOfEra = fromMarch - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
};

/** An instant as the API writes times: RFC 3339 in UTC, whole seconds, cut off. */
export const timestamp = (epoch: Epoch, at: Instant): string => {
  const seconds = epoch + Math.floor(at / secondUs);
  const days = Math.floor(seconds / dayS);
  const [year, month, day] = civil(days);
  const rest = seconds - days * dayS;
  const clock = `${pad(Math.floor(rest / 3600))}:${pad(Math.floor(rest / 60) % 60)}:${pad(rest % 60)}`;
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}T${clock}Z`;
};

/** An instant with microseconds, as MicroTime fields want it. */
export const microTimestamp = (epoch: Epoch, at: Instant): string =>
  `${timestamp(epoch, at).slice(0, -1)}.${pad(at % secondUs, 6)}Z`;

/** Seconds since 1970 of an RFC 3339 text in UTC or with an offset; undefined when it is none. */
export const parseTimestamp = (text: string): number | undefined => {
  const match = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(text);
  if (match === null) return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day] = [part(1), part(2), part(3)];
  const days = daysOf(year, month, day);
  const [backYear, backMonth, backDay] = civil(days);
  if (backYear !== year || backMonth !== month || backDay !== day) return undefined;
  if (part(4) > 23 || part(5) > 59 || part(6) > 59 || part(8) > 23 || part(9) > 59) return undefined;
  const offset = (part(8) * 3600 + part(9) * 60) * (match[7] === '-' ? -1 : 1);
  return days * dayS + part(4) * 3600 + part(5) * 60 + part(6) - offset;
};
