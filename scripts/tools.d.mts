/** The folder of the repository. */
export const root: string;
/** The programs, by path. */
export const tsc: string;
export const vitest: string;
export const oxlint: string;
export const depcruise: string;
export const tools: readonly { readonly name: string; readonly args: readonly string[] }[];
