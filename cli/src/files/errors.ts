import { getSystemErrorMap } from "node:util";

const reasons: Partial<Record<string, string>> = {
  EACCES: "permission denied",
  EISDIR: "is a folder, not a file",
  ELOOP: "links lead in a circle",
  ENAMETOOLONG: "the path is too long",
  ENOENT: "no such file or folder",
  ENOSPC: "no space left on the device",
  ENOTDIR: "a part of the path is not a folder",
  EPERM: "operation not permitted",
  EROFS: "the file system is read-only",
};

/** The system's error in the user's words; undefined where it is not one of the file system's. */
export function fileReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("syscall" in error)) return undefined;
  const code = "code" in error ? String(error.code) : "";
  const [, systems] = getSystemErrorMap().get("errno" in error ? Number(error.errno) : 0) ?? [];
  return reasons[code] ?? systems ?? error.message;
}

/** Options that do not go together, which only the data has shown. */
export class WrongUsage extends Error {}
