import { once } from "node:events";
import { createReadStream, statSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

/** What the server gives for a path: a file as it is, or a text. */
export type Answer = ({ readonly file: string } | { readonly html: string }) & {
  /** The content security policy that goes with it. */
  readonly policy?: string | undefined;
};

export interface Server {
  readonly origin: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** Serves on a free port of this machine. @param answer undefined where there is nothing. */
export async function serve(answer: (path: string) => Answer | undefined): Promise<Server> {
  const server = createServer((request, response) => {
    // URL resolves any "..", so no path leads out of a folder.
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const found = answer(decodeURIComponent(pathname));
    if (found === undefined) response.writeHead(404).end();
    else send(response, found);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** The file at this path below the folder. */
export function fileIn(folder: string, path: string): Answer | undefined {
  const file = join(folder, path);
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? { file } : undefined;
}

function send(response: ServerResponse, answer: Answer): void {
  response.setHeader("X-Content-Type-Options", "nosniff");
  // Every visit is to be as the first.
  response.setHeader("Cache-Control", "no-store");
  if (answer.policy !== undefined) response.setHeader("Content-Security-Policy", answer.policy);
  if ("html" in answer) {
    response.setHeader("Content-Type", TYPES[".html"]);
    response.end(answer.html);
  } else {
    response.setHeader("Content-Type", TYPES[extname(answer.file)] ?? "application/octet-stream");
    createReadStream(answer.file).pipe(response);
  }
}
