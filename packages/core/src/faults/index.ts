/** What goes wrong, and what puts it right again, as data. */
export * from './fault.ts';
