import type { Page } from "playwright-core";

/** What goes wrong in a page from now on: errors, whatever the console says, answers of failure, requests to other hosts. */
export function complaintsOf(page: Page, own: string): readonly string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("request", (request) => {
    const url = request.url();
    if (![own, "data:", "blob:"].some((start) => url.startsWith(start))) complaints.push(url);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  return complaints;
}
