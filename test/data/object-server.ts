import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a server says of an object beside its size. */
export interface Said {
  readonly etag?: string;
  readonly modified?: string;
}

/** Answers a request in a way of its own; true: it did, false: it leaves that to the server. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A server of objects, as S3 is one: HEAD, GET, and ranges of bytes. */
export class ObjectServer {
  /** What was asked for, as `GET bytes=0-9`, in order. */
  readonly requests: string[] = [];
  /** Where it is set, asked first. */
  answer: Answer = () => false;
  private readonly objects = new Map<string, Said & { bytes: Uint8Array }>();
  private readonly server = createServer((request, response) => this.serve(request, response));

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Keeps an object, and forgets what was asked of others; returns its URL. */
  put(name: string, content: string | Uint8Array, said: Said = { etag: '"1"' }): string {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    this.objects.set(`/bucket/${name}`, { bytes, ...said });
    this.answer = () => false;
    this.requests.length = 0;
    return `${this.origin}/bucket/${name}`;
  }

  remove(name: string): void {
    this.objects.delete(`/bucket/${name}`);
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const { method, url, headers } = request;
    this.requests.push([method, headers.range].filter(Boolean).join(" "));
    if (this.answer(request, response)) return;
    const object = this.objects.get(new URL(url!, this.origin).pathname);
    if (!object) return void response.writeHead(404).end("<Error>signature</Error>");
    const { bytes, etag, modified } = object;
    if (etag !== undefined) response.setHeader("ETag", etag);
    if (modified !== undefined) response.setHeader("Last-Modified", modified);
    const size = bytes.length;
    const range = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "");
    if (method === "HEAD" || !range) {
      return void response.setHeader("Content-Length", size).end(method === "HEAD" ? "" : bytes);
    }
    const start = Number(range[1]);
    const end = Math.min(Number(range[2]) + 1, size);
    if (start >= size) {
      return void response.writeHead(416, { "Content-Range": `bytes */${size}` }).end();
    }
    response.writeHead(206, {
      "Content-Range": `bytes ${start}-${end - 1}/${size}`,
      "Content-Length": end - start,
    });
    response.end(bytes.subarray(start, end));
  }
}
