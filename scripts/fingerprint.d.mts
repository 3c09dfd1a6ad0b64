export const packageFolders: (root: string) => string[];
export const installFingerprint: (root: string) => string;
export const buildFingerprint: (root: string) => string;
