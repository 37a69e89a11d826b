import { setTimeout as pause } from "node:timers/promises";
import { PATIENCE } from "./engine.js";

/** As much of a WebDriver client as a visit takes: https://www.w3.org/TR/webdriver2/ */
export class WebDriver {
  constructor(private readonly base: string) {}

  /** Waits until the driver listens. */
  async ready(): Promise<void> {
    const patience = AbortSignal.timeout(PATIENCE);
    for (;;) {
      try {
        await this.get("/status");
        return;
      } catch (error) {
        if (patience.aborted) throw error;
        await pause(20);
      }
    }
  }

  get<T>(path: string): Promise<T> {
    return this.command("GET", path);
  }

  post<T>(path: string, body: object): Promise<T> {
    return this.command("POST", path, body);
  }

  delete<T>(path: string): Promise<T> {
    return this.command("DELETE", path);
  }

  private async command<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.base}${path}`, {
      method,
      signal: AbortSignal.timeout(PATIENCE),
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: T };
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  }
}
